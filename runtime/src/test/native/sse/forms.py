"""Lists every instruction form and its assembly."""
import sys
sys.path.insert(0, '../vectors')
import assembly
X='xmm1, xmm2'; XM='xmm1, [rsi]'
forms=[]
def f(text): forms.append(text)
def xx(names, suffix=('',)):
    for n in names.split():
        for s in suffix:
            f(f'{n} {X}{s}'); f(f'{n} {XM}{s}')
def mm(names, suffix=('',)):
    for n in names.split():
        for s in suffix:
            f(f'{n} mm1, mm2{s}'); f(f'{n} mm1, [rsi]{s}')
both='''paddb paddw paddd paddq psubb psubw psubd psubq paddsb paddsw paddusb paddusw psubsb psubsw psubusb psubusw pavgb pavgw
pcmpeqb pcmpeqw pcmpeqd pcmpgtb pcmpgtw pcmpgtd pminub pminsw pmaxub pmaxsw psignb psignw psignd pabsb pabsw pabsd
pmullw pmulhw pmulhuw pmulhrsw pmuludq pmaddwd pmaddubsw psadbw psllw pslld psllq psrlw psrld psrlq psraw psrad
packsswb packuswb packssdw phaddw phaddd phaddsw phsubw phsubd phsubsw pshufb pand pandn por pxor
punpcklbw punpcklwd punpckldq punpckhbw punpckhwd punpckhdq'''
xx(both); mm(both)
xx('''pcmpeqq pcmpgtq pminuw pminud pminsb pminsd pmaxuw pmaxud pmaxsb pmaxsd pmuldq pmulld packusdw punpcklqdq punpckhqdq
andps andpd andnps andnpd orps orpd xorps xorpd unpcklps unpcklpd unpckhps unpckhpd phminposuw ptest
pmovsxbw pmovsxbd pmovsxbq pmovsxwd pmovsxwq pmovsxdq pmovzxbw pmovzxbd pmovzxbq pmovzxwd pmovzxwq pmovzxdq''')
for n in 'pblendvb blendvps blendvpd'.split(): f(f'{n} xmm1, xmm2, xmm0'); f(f'{n} xmm1, [rsi], xmm0')
I=lambda l:[f', {i}' for i in l]
some=(0,0x1b,0x4e,0x93,0xe4,0xff,0x2d,0xb1)
xx('pshufd pshuflw pshufhw shufps pblendw',I(some)); mm('pshufw',I(some))
xx('shufpd blendpd',I(range(4))); xx('blendps',I(range(16))); xx('mpsadbw',I(range(8)))
xx('palignr',I([0,1,5,7,8,9,15,16,17,23,24,31,32,200])); mm('palignr',I([0,1,7,8,9,15,16,40]))
for n in 'psllw pslld psllq psrlw psrld psrlq psraw psrad'.split():
    for i in (0,1,7,15,16,31,32,63,64,255): f(f'{n} xmm1, {i}'); f(f'{n} mm1, {i}')
for n in 'pslldq psrldq'.split():
    for i in (0,1,3,7,8,9,15,16,255): f(f'{n} xmm1, {i}')
for n in 'pcmpistri pcmpistrm pcmpestri pcmpestrm'.split():
    for i in range(128): f(f'{n} {X}, {i}')
    f(f'{n} {XM}, 0x0c')
f('rex.w pcmpestri xmm1, xmm2, 0x18')
# moves
xx('movaps movapd movups movupd movdqa movdqu movss movsd movq movddup movsldup movshdup')
for n in 'movaps movapd movups movupd movdqa movdqu movss movsd movq movlps movlpd movhps movhpd movntps movntpd movntdq'.split(): f(f'{n} [rsi], xmm2')
for n in 'lddqu movntdqa movlps movlpd movhps movhpd'.split(): f(f'{n} {XM}')
for n in 'movlhps movhlps'.split(): f(f'{n} {X}')
for t in ('movd xmm1, eax','movq xmm1, rax','movd xmm1, dword ptr [rsi]','movd ecx, xmm2','movq rcx, xmm2','movd dword ptr [rsi], xmm2','movd mm1, eax','movq mm1, rax','movd mm1, dword ptr [rsi]','movd ecx, mm2','movq rcx, mm2','movd dword ptr [rsi], mm2','movq mm1, mm2','movq mm1, [rsi]','movq [rsi], mm2','movntq [rsi], mm2','movdq2q mm1, xmm2','movq2dq xmm1, mm2','movmskps ecx, xmm2','movmskpd ecx, xmm2','pmovmskb ecx, xmm2','pmovmskb ecx, mm2'): f(t)
for i in (0,3,7,8,15,200):
    f(f'pinsrb xmm1, eax, {i}'); f(f'pinsrb xmm1, [rsi], {i}'); f(f'pinsrw xmm1, eax, {i}'); f(f'pinsrw xmm1, [rsi], {i}')
    f(f'pinsrd xmm1, eax, {i}'); f(f'pinsrd xmm1, dword ptr [rsi], {i}'); f(f'pinsrq xmm1, rax, {i}'); f(f'pinsrq xmm1, [rsi], {i}')
    f(f'pinsrw mm1, eax, {i}'); f(f'pinsrw mm1, [rsi], {i}'); f(f'pextrw ecx, mm2, {i}')
    f(f'pextrb ecx, xmm2, {i}'); f(f'pextrb byte ptr [rsi], xmm2, {i}'); f(f'pextrw ecx, xmm2, {i}'); f(f'pextrw word ptr [rsi], xmm2, {i}')
    f(f'pextrd ecx, xmm2, {i}'); f(f'pextrd dword ptr [rsi], xmm2, {i}'); f(f'pextrq rcx, xmm2, {i}'); f(f'pextrq qword ptr [rsi], xmm2, {i}')
    f(f'extractps ecx, xmm2, {i}'); f(f'extractps dword ptr [rsi], xmm2, {i}')
for i in (0,0x1d,0x42,0x93,0xe8,0xf5,0x3f,0xb0): f(f'insertps xmm1, xmm2, {i}'); f(f'insertps xmm1, dword ptr [rsi], {i}')
f('mov rdi, rsi; maskmovdqu xmm1, xmm2'); f('mov rdi, rsi; maskmovq mm1, mm2')
# floats
xx(' '.join(a+b for a in 'add sub mul div min max sqrt'.split() for b in 'ps pd ss sd'.split()))
xx('rcpps rcpss rsqrtps rsqrtss haddps haddpd hsubps hsubpd addsubps addsubpd comiss comisd ucomiss ucomisd')
xx('cmpps cmppd cmpss cmpsd',I(range(8)))
xx('roundps roundpd roundss roundsd',I(range(16)))
xx('dpps',I((0xff,0x71,0x35,0xf2,0x9f,0x00,0xc8))); xx('dppd',I((0x33,0x31,0x12,0x23,0xff,0x00)))
xx('cvtps2pd cvtpd2ps cvtss2sd cvtsd2ss cvtdq2ps cvtps2dq cvttps2dq cvtdq2pd cvtpd2dq cvttpd2dq')
for n in ('cvtpi2ps','cvtpi2pd'): f(f'{n} xmm1, mm2'); f(f'{n} xmm1, [rsi]')
for n in 'cvtps2pi cvttps2pi cvtpd2pi cvttpd2pi'.split(): f(f'{n} mm1, xmm2'); f(f'{n} mm1, [rsi]')
for n in 'cvtsi2ss cvtsi2sd'.split():
    f(f'{n} xmm1, eax'); f(f'{n} xmm1, rax'); f(f'{n} xmm1, dword ptr [rsi]'); f(f'{n} xmm1, qword ptr [rsi]')
for n in 'cvtss2si cvttss2si cvtsd2si cvttsd2si'.split():
    f(f'{n} ecx, xmm2'); f(f'{n} rcx, xmm2'); f(f'{n} ecx, [rsi]'); f(f'{n} rcx, [rsi]')
assembly.write(
    forms, mxcsr=128, flags=136, leave='emms',
    load='''movups xmm0,[rbx]
movups xmm1,[rbx+16]
movups xmm2,[rbx+32]
movq mm1,[rbx+48]
movq mm2,[rbx+56]
mov rax,[rbx+64]
mov rcx,[rbx+72]
mov rdx,[rbx+80]
lea rsi,[rbx+96]''',
    store='''movups [rbx],xmm0
movups [rbx+16],xmm1
movq [rbx+48],mm1
mov [rbx+72],rcx''')
