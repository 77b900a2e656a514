use strict;
use warnings;
my $seed = 12345;
sub draw { $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; return $seed >> 8 }
my %count;
$count{ join '', map { chr(97 + draw() % 6) } 1 .. 5 }++ for 1 .. 6000;
print "$_ $count{$_}\n" for (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count)[0 .. 9];
my $text = join ' ', map { sprintf "%s%d=%.6g", chr(65 + draw() % 26), draw() % 1000, draw() / 7 } 1 .. 6000;
my $sum = 0;
$sum += $2 while $text =~ /\b([A-M])(\d+)=/g;
(my $turned = $text) =~ s/(\d+)\.(\d+)/$2.$1/g;
print "$sum ", unpack("%32C*", $turned), "\n";
my @numbers = sort { $a <=> $b } map { draw() } 1 .. 6000;
my $float = 0;
$float += sqrt($_) * sin($_) / (1 + log($_ + 1)) for @numbers;
printf "%s %s %.15g\n", $numbers[0], $numbers[-1], $float;
