"""Writes forms.s for the recorder: a function for each instruction form, and a table of them."""


def write(forms, mxcsr, flags, load, store, leave):
    """Loads and stores move registers from and to the state in RBX, where MXCSR and the flags are at these offsets."""
    lines = ['.intel_syntax noprefix', '.text']
    for i, text in enumerate(forms):
        setup, _, instruction = text.rpartition('; ')
        lines.append(f'''f{i}: push rbx
mov rbx, rdi
ldmxcsr [rbx+{mxcsr}]
{load}
{setup}
push 2
popfq
s{i}: {instruction}
e{i}: pushfq
pop rax
mov [rbx+{flags}],rax
{store}
stmxcsr [rbx+{mxcsr}]
{leave}
pop rbx
ret''')
    lines.append('.section .rodata\n.globl table\ntable:')
    for i in range(len(forms)):
        lines.append(f'.quad f{i}, s{i}, e{i}, n{i}')
    lines.append('.globl count\ncount: .quad %d' % len(forms))
    for i, text in enumerate(forms):
        lines.append(f'n{i}: .asciz "{text}"')
    lines.append('.section .note.GNU-stack,"",@progbits')
    with open('forms.s', 'w') as file:
        file.write('\n'.join(lines) + '\n')
    print(len(forms))
