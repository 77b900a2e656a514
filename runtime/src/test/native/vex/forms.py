"""Lists every VEX form, and AES, PCLMULQDQ and SHA without VEX, with its assembly."""
import sys
sys.path.insert(0, '../vectors')
import assembly
forms=[]
def f(text): forms.append(text)
def three(names, suffix=('',), registers='xy', memory=''):
    """Destination, first source, last source: a register or memory."""
    for n in names.split():
        for r in registers:
            for s in suffix:
                f(f'{n} {r}mm1, {r}mm2, {r}mm3{s}'); f(f'{n} {r}mm1, {r}mm2, {memory}[rsi]{s}')
def two(names, suffix=('',), registers='xy'):
    for n in names.split():
        for r in registers:
            for s in suffix:
                f(f'{n} {r}mm1, {r}mm3{s}'); f(f'{n} {r}mm1, [rsi]{s}')
I=lambda l:[f', {i}' for i in l]
some=(0,0x1b,0x93,0xe4,0xff,0x2d)
# packed integers
three('''vpaddb vpaddw vpaddd vpaddq vpsubb vpsubw vpsubd vpsubq vpaddsb vpaddsw vpaddusb vpaddusw vpsubsb vpsubsw vpsubusb vpsubusw
vpavgb vpavgw vpcmpeqb vpcmpeqw vpcmpeqd vpcmpeqq vpcmpgtb vpcmpgtw vpcmpgtd vpcmpgtq vpminub vpminuw vpminud vpminsb vpminsw vpminsd
vpmaxub vpmaxuw vpmaxud vpmaxsb vpmaxsw vpmaxsd vpsignb vpsignw vpsignd vpmullw vpmulhw vpmulhuw vpmulhrsw vpmuludq vpmuldq vpmulld
vpmaddwd vpmaddubsw vpsadbw vpacksswb vpackuswb vpackssdw vpackusdw vphaddw vphaddd vphaddsw vphsubw vphsubd vphsubsw vpshufb
vpand vpandn vpor vpxor vandps vandpd vandnps vandnpd vorps vorpd vxorps vxorpd vunpcklps vunpcklpd vunpckhps vunpckhpd
vpunpcklbw vpunpcklwd vpunpckldq vpunpcklqdq vpunpckhbw vpunpckhwd vpunpckhdq vpunpckhqdq
vpsllvd vpsllvq vpsrlvd vpsrlvq vpsravd vpermilps vpermilpd''')
for r in 'xy': f(f'vpermilps {r}mm1, {r}mm1, {r}mm3'); f(f'vpermilpd {r}mm1, {r}mm1, [rsi]'); f(f'vpaddb {r}mm1, {r}mm2, {r}mm1'); f(f'vaddpd {r}mm1, {r}mm1, {r}mm1'); f(f'vpshufb {r}mm1, {r}mm3, {r}mm1'); f(f'vpsllw {r}mm1, {r}mm2, xmm1')
two('vpabsb vpabsw vpabsd vptest vtestps vtestpd'); two('vphminposuw', registers='x')
for n in 'vpsllw vpslld vpsllq vpsrlw vpsrld vpsrlq vpsraw vpsrad'.split():
    for r in 'xy':
        f(f'{n} {r}mm1, {r}mm2, xmm3'); f(f'{n} {r}mm1, {r}mm2, xmmword ptr [rsi]')
        for i in (0,1,15,16,33,64,255): f(f'{n} {r}mm1, {r}mm2, {i}')
for n in 'vpslldq vpsrldq'.split():
    for r in 'xy':
        for i in (0,3,8,15,16): f(f'{n} {r}mm1, {r}mm2, {i}')
for n,m in (('bw','q'),('bd','d'),('bq','w'),('wd','q'),('wq','d'),('dq','q')):
    for k in 'sz':
        f(f'vpmov{k}x{n} xmm1, xmm3'); f(f'vpmov{k}x{n} ymm1, xmm3'); f(f'vpmov{k}x{n} xmm1, [rsi]'); f(f'vpmov{k}x{n} ymm1, [rsi]')
two('vpshufd vpshuflw vpshufhw vpermilps vpermilpd',I(some)); two('vpermq vpermpd',I(some),'y'); three('vpermd vpermps',registers='y')
three('vshufps vshufpd vpblendw vblendps vblendpd vpblendd',I(some)); three('vpalignr',I((0,5,8,16,17,31,32,200))); three('vmpsadbw',I((0,5,7,0x2a,0x3f,0x38)))
for r in 'xy':
    for n in 'vpblendvb vblendvps vblendvpd'.split(): f(f'{n} {r}mm1, {r}mm2, {r}mm3, {r}mm0'); f(f'{n} {r}mm1, {r}mm2, [rsi], {r}mm1')
    for n,m in (('b','byte'),('w','word'),('d','dword'),('q','qword')): f(f'vpbroadcast{n} {r}mm1, xmm3'); f(f'vpbroadcast{n} {r}mm1, {m} ptr [rsi]')
    f(f'vbroadcastss {r}mm1, xmm3'); f(f'vbroadcastss {r}mm1, dword ptr [rsi]')
    for n in 'vmaskmovps vmaskmovpd vpmaskmovd vpmaskmovq'.split(): f(f'{n} {r}mm1, {r}mm2, [rsi]'); f(f'{n} [rsi], {r}mm2, {r}mm1')
f('vbroadcastsd ymm1, xmm3'); f('vbroadcastsd ymm1, qword ptr [rsi]'); f('vbroadcastf128 ymm1, [rsi]'); f('vbroadcasti128 ymm1, [rsi]')
for k in 'fi':
    for i in (0,1,0xfe,0xff): f(f'vinsert{k}128 ymm1, ymm2, xmm3, {i}'); f(f'vinsert{k}128 ymm1, ymm2, [rsi], {i}'); f(f'vextract{k}128 xmm1, ymm3, {i}'); f(f'vextract{k}128 [rsi], ymm2, {i}')
    three(f'vperm2{k}128',I((0,0x13,0x31,0x20,0x02,0x08,0x80,0x8b,0xff)),'y')
for n,a,b in (('pgatherdd','xx','yy'),('gatherdps','xx','yy'),('pgatherdq','xx','yx'),('gatherdpd','xx','yx'),('pgatherqd','xx','xy'),('gatherqps','xx','xy'),('pgatherqq','xx','yy'),('gatherqpd','xx','yy')):
    for d,x in (a,b):
        for s in (1,4,8): f(f'v{n} {d}mm1, [rsi+{x}mm3*{s}], {d}mm2')
for n in 'vpcmpistri vpcmpistrm vpcmpestri vpcmpestrm'.split():
    for i in (0,0x0c,0x18,0x45,0x7e): f(f'{n} xmm1, xmm3, {i}'); f(f'{n} xmm1, [rsi], {i}')
# moves
two('vmovaps vmovapd vmovups vmovupd vmovdqa vmovdqu vmovddup vmovsldup vmovshdup')
for n in 'vmovaps vmovapd vmovups vmovupd vmovdqa vmovdqu vmovntps vmovntpd vmovntdq'.split():
    for r in 'xy': f(f'{n} [rsi], {r}mm2')
for n in 'vlddqu vmovntdqa'.split():
    for r in 'xy': f(f'{n} {r}mm1, [rsi]')
for n in 'vmovlps vmovlpd vmovhps vmovhpd'.split(): f(f'{n} xmm1, xmm2, [rsi]'); f(f'{n} [rsi], xmm2')
for n in 'vmovlhps vmovhlps vmovss vmovsd'.split(): f(f'{n} xmm1, xmm2, xmm3')
for t in ('vmovss xmm1, [rsi]','vmovsd xmm1, [rsi]','vmovss [rsi], xmm2','vmovsd [rsi], xmm2','vmovq xmm1, xmm3','vmovq xmm1, [rsi]','vmovq [rsi], xmm2','vmovd xmm1, eax','vmovq xmm1, rax','vmovd xmm1, dword ptr [rsi]','vmovd ecx, xmm2','vmovq rcx, xmm2','vmovd dword ptr [rsi], xmm2','vzeroupper','vzeroall','mov rdi, rsi; vmaskmovdqu xmm1, xmm2'):
    f(t)
for n in 'vmovmskps vmovmskpd vpmovmskb'.split(): f(f'{n} ecx, xmm2'); f(f'{n} ecx, ymm2')
for i in (0,3,8,200):
    for n,g,m in (('b','eax','byte'),('w','eax','word'),('d','eax','dword'),('q','rax','qword')):
        f(f'vpinsr{n} xmm1, xmm2, {g}, {i}'); f(f'vpinsr{n} xmm1, xmm2, {m} ptr [rsi], {i}')
        f(f'vpextr{n} {"rcx" if n=="q" else "ecx"}, xmm2, {i}'); f(f'vpextr{n} {m} ptr [rsi], xmm2, {i}')
    f(f'vextractps ecx, xmm2, {i}'); f(f'vextractps dword ptr [rsi], xmm2, {i}')
for i in (0,0x1d,0x42,0x93,0xe8,0xf5): f(f'vinsertps xmm1, xmm2, xmm3, {i}'); f(f'vinsertps xmm1, xmm2, dword ptr [rsi], {i}')
# floats
for a in 'add sub mul div min max'.split(): three(f'v{a}ps v{a}pd'); three(f'v{a}ss v{a}sd',registers='x')
two('vsqrtps vsqrtpd vrcpps vrsqrtps'); three('vsqrtss vsqrtsd vrcpss vrsqrtss',registers='x')
three('vhaddps vhaddpd vhsubps vhsubpd vaddsubps vaddsubpd'); two('vcomiss vcomisd vucomiss vucomisd',registers='x')
three('vcmpps vcmppd',I(range(32))); three('vcmpss vcmpsd',I(range(32)),'x')
two('vroundps vroundpd',I((0,1,2,3,4,8,12))); three('vroundss vroundsd',I((0,1,2,3,4,8,12)),'x')
three('vdpps',I((0xff,0x71,0x35,0xf2,0x00))); three('vdppd',I((0x33,0x31,0x12,0xff)),'x')
for n in 'vcvtps2pd vcvtdq2pd vcvtph2ps'.split(): f(f'{n} xmm1, xmm3'); f(f'{n} ymm1, xmm3'); f(f'{n} xmm1, [rsi]'); f(f'{n} ymm1, [rsi]')
for n in 'vcvtpd2ps vcvtpd2dq vcvttpd2dq'.split(): f(f'{n} xmm1, xmm3'); f(f'{n} xmm1, ymm3'); f(f'{n} xmm1, xmmword ptr [rsi]'); f(f'{n} xmm1, ymmword ptr [rsi]')
two('vcvtdq2ps vcvtps2dq vcvttps2dq'); three('vcvtss2sd vcvtsd2ss',registers='x')
for i in (0,1,2,3,4,7,0xf8):
    for r in 'xy': f(f'vcvtps2ph xmm1, {r}mm3, {i}'); f(f'vcvtps2ph [rsi], {r}mm3, {i}')
for n in 'vcvtsi2ss vcvtsi2sd'.split():
    for g in ('eax','rax','dword ptr [rsi]','qword ptr [rsi]'): f(f'{n} xmm1, xmm2, {g}')
for n in 'vcvtss2si vcvttss2si vcvtsd2si vcvttsd2si'.split():
    for g in ('ecx','rcx'): f(f'{n} {g}, xmm2'); f(f'{n} {g}, [rsi]')
for o in ('132','213','231'):
    for k in 'vfmadd vfmsub vfnmadd vfnmsub'.split(): three(f'{k}{o}ps {k}{o}pd'); three(f'{k}{o}ss {k}{o}sd',registers='x')
    for k in 'vfmaddsub vfmsubadd'.split(): three(f'{k}{o}ps {k}{o}pd')
# cryptography
for v,d in (('v','xmm1, xmm2'),('','xmm1')):
    for n in 'aesenc aesenclast aesdec aesdeclast'.split(): f(f'{v}{n} {d}, xmm3'); f(f'{v}{n} {d}, [rsi]')
    for i in (0,1,0x10,0x11): f(f'{v}pclmulqdq {d}, xmm3, {i}'); f(f'{v}pclmulqdq {d}, [rsi], {i}')
    f(f'{v}aesimc xmm1, xmm3'); f(f'{v}aesimc xmm1, [rsi]')
    for i in (0,0x1b): f(f'{v}aeskeygenassist xmm1, xmm3, {i}'); f(f'{v}aeskeygenassist xmm1, [rsi], {i}')
for n in 'sha1nexte sha1msg1 sha1msg2 sha256rnds2 sha256msg1 sha256msg2'.split(): f(f'{n} xmm1, xmm3'); f(f'{n} xmm1, [rsi]')
for i in (0,1,2,3): f(f'sha1rnds4 xmm1, xmm3, {i}'); f(f'sha1rnds4 xmm1, [rsi], {i}')
assembly.write(
    forms, mxcsr=352, flags=360, leave='vzeroupper',
    load='''vmovups ymm0,[rbx]
vmovups ymm1,[rbx+32]
vmovups ymm2,[rbx+64]
vmovups ymm3,[rbx+96]
mov rax,[rbx+128]
mov rcx,[rbx+136]
mov rdx,[rbx+144]
lea rsi,[rbx+160]''',
    store='''vmovups [rbx],ymm0
vmovups [rbx+32],ymm1
vmovups [rbx+64],ymm2
mov [rbx+136],rcx''')
