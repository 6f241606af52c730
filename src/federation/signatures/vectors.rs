//! Fixed keys for tests: some of published test vectors, the others made for this file and used nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SigningKey;
use crate::infra::keys::Secret;

/// The RSA-2048 key of this file's vectors: PKCS#8 DER in base64.
const RSA_PRIVATE_PKCS8: &str = "\
MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQDT9Yj2DBTlatKvl1CaJPlFMu+BIoU9+vqv9N893/2GUycEh7RH\
wOXp+p/sCo7+NxGxjWAEW7chx1uDapXgAMImdT7eB3hers0xstYoelQgZycMnfXI3CVTVF/cWX97OaSNePh7pC7NeLE/KzfmcT+9\
ySKP4Ao7Rxjzb9mhXhPli5l9YqxSOvFmb8OTLJA/9PtPSAaONG14Ttqsoq8P3TEuDgVobG82Q0sSUaYGKFfrNLkLVi7pgN5RJtGJ\
oK6qa5GAVqxcFWTH9LJ15cn/ATvKWguC10yZyoxwHlHzHdKaLrZae/BQhH6w8zlwZwZi8VsJf8tAmV3VPnGQRKeAXU4/AgMBAAEC\
ggEACaLuVyTuXH/NBiBwV+cPUbmiqe4ZoLCk376evP+jxxsrXLskDHRqcU4ldysgKnzWdKa4zCSYNfgMG7uneEes/cuBet3N2yrQ\
N6P/Jsm+UIHuS6up66mkz+UNPcWa/wZRpqsnhHeHxaUFTX13vu0DnGuBdPreJuH/R4PVaEC7Jtf5M9E5zuROlGxgb+KWanGyDPMv\
exoxngrGqM2Kjv7RY4Q2kz5TXn8ZI2kMHOlES55KU9oh3BaLJzkgVL0iQqycoA6PqQvnTNJpgulYLPDURWfSAz+lxwFAy7dO5uhH\
KzmLFhnFwffXfEjI95j3y+6fvCCgzUb097G3mykRU2KQAQKBgQDrcbUULw5EN8kGxq31cIk2RlgfcUwBwN8BntI6UfvWqmlz33sZ\
KZuGI3kB+szrVwFyJr5d/gzm2r7srKTMtcJVvbaVQSGcwSQwZvRSC3o5vqkHRZol7UdPrgQ3P43ezGLnP6cz4da7gE3uPCYip//K\
WSKrno82khDrg/vS8FmkoQKBgQDmduzhwA1tp3KKGnCfMHsKMR4IZ9aGp9yA6xX4tIVeSPdAtA3KGlfWvce6I3yeaYPfmzKqqEl+\
EdZxa0EV58ZQqsCmLzCyWdY59reKz1EjRDzAYtL7VXSDvUgVqVKPwrzBiocxMJCxRRcYdcR0aqjF1jaXG0NkeeWkGfk/LXcm3wKB\
gQDKGvyGy/HiK0TcFTaE5spSFcZVj0rggnCsEmqB95hH6FbHScKAkg/X8KFSSrkXF8O8+ncVdhwbGxEjVvvMYgXk1gpiStuQlNb8\
2ZPGzeVopjqwbFXrUqiRRF6IEn01EJuhyCk+RxGuOHAtHeLagv3289boHR7wiCgQE2ba5sj8oQKBgQC62F4ypG7+oMw29TqrhTWr\
zKiJrg35++vExVN54HlkOInk9lVbrkHawuBDo/OrxuX4iq3oOCnlQPb32znYVaGt0tH/qbC0WCtbsQ+bRXuFuRP78eMVi3G8QOBJ\
V46tKPe5feMfWT1lyxrvZMNSkwqj4ok9twfLVRx+D+TIeMbqRwKBgQCsAnkXzMhBSfUdIl8vVIY9KXIhL53Aa9BwyhW7ubb3oDTn\
NXc1Uh947DtG+C6kNxqBDz+oHfAZfCtqi2Ao+7u9JtHEVxzpotGw7iKgLciB5H1Qb51OnUjMyZz2OPfdN+zvBvLvUuIJv5PoVpal\
OpHcKjljrb9fCPq40qaD+uHMew==";

/// Its public half as actors publish it.
pub(super) const RSA_PUBLIC_SPKI_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0/WI9gwU5WrSr5dQmiT5
RTLvgSKFPfr6r/TfPd/9hlMnBIe0R8Dl6fqf7AqO/jcRsY1gBFu3Icdbg2qV4ADC
JnU+3gd4Xq7NMbLWKHpUIGcnDJ31yNwlU1Rf3Fl/ezmkjXj4e6QuzXixPys35nE/
vckij+AKO0cY82/ZoV4T5YuZfWKsUjrxZm/DkyyQP/T7T0gGjjRteE7arKKvD90x
Lg4FaGxvNkNLElGmBihX6zS5C1Yu6YDeUSbRiaCuqmuRgFasXBVkx/SydeXJ/wE7
yloLgtdMmcqMcB5R8x3Smi62WnvwUIR+sPM5cGcGYvFbCX/LQJld1T5xkESngF1O
PwIDAQAB
-----END PUBLIC KEY-----";

/// The same in the older form.
pub(super) const RSA_PUBLIC_PKCS1_PEM: &str = "\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA0/WI9gwU5WrSr5dQmiT5RTLvgSKFPfr6r/TfPd/9hlMnBIe0R8Dl
6fqf7AqO/jcRsY1gBFu3Icdbg2qV4ADCJnU+3gd4Xq7NMbLWKHpUIGcnDJ31yNwl
U1Rf3Fl/ezmkjXj4e6QuzXixPys35nE/vckij+AKO0cY82/ZoV4T5YuZfWKsUjrx
Zm/DkyyQP/T7T0gGjjRteE7arKKvD90xLg4FaGxvNkNLElGmBihX6zS5C1Yu6YDe
USbRiaCuqmuRgFasXBVkx/SydeXJ/wE7yloLgtdMmcqMcB5R8x3Smi62WnvwUIR+
sPM5cGcGYvFbCX/LQJld1T5xkESngF1OPwIDAQAB
-----END RSA PUBLIC KEY-----";

/// A key on the curve P-256.
pub(super) const EC_PUBLIC_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJL0w4gKzQsm+S6/eBQbb4tD2PNqs
AR2L460+fxcOPIiDaiVOhVYrwkWAXj0LE977wHXhLdWAOB7OcBAW/FAc+g==
-----END PUBLIC KEY-----";

/// Small enough to be factored on a laptop.
pub(super) const RSA_512_PUBLIC_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALindabTMIEQlN0uIcJblvrEltHzzIWT
oY88Z6k/iIej0V7pLm0zwkxVGBXyQdUgR20bUOWvYMknrGWYR0E0edMCAwEAAQ==
-----END PUBLIC KEY-----";

/// Too small for many years.
pub(super) const RSA_1024_PUBLIC_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDh6WOyfjE3C/hgU4UoWA728zMv
Yx0+x+rhrR0e8Yp8M8gtigSWZkvvT28DzJHEYUS2KOlcStKKXA7xMNpkDoMtyNoh
si5VyRwGeMXBjihjxKFd8haREcGRWd7zmCmnrAn/YZYTzA3V+SovJv1h2qZT4Jrp
eL+Q14GBsOKL+9wkqQIDAQAB
-----END PUBLIC KEY-----";

/// A modulus of 9000 bits: verifying with such keys is a burden an attacker can choose.
pub(super) const RSA_9000_PUBLIC_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MIIEhzANBgkqhkiG9w0BAQEFAAOCBHQAMIIEbwKCBGYAzwYM6mMdO5k/eUkOq38a
NV5SbrUjs99EpHRnU3pLY+DvtirB/qXwnmNF3bh9qBqkCisLjBLzs38yhwJmxEFV
1+8o3TfrKt9VmhHLwohKUBLcWCwYyS9CnOWf8wePzBsMPhwHck5ExbR2P+MdA0f8
gWrBbiKEwQ+qQAO6M9tz97qOBEXWVt46XbUVTtUSEgk9JqxRKwHxjdHu13yWwAhP
PdZBWvNB7lK9ttECChXZ7RfjzA6V7o0QPtPMZn6XF3MwjNxrE6suR9wOlZ86UYz+
XNEtXbeboqeuHzrHZSzN+EQEByleQpmQHAR1SRvDVMVsmpzJr07JVGtDn50BKYpE
nr6J2b8CAGfbqFiYkAhqF7mvW1aWQ9A3zf98JA1JadSV3YE1XFPw5kL0MyitCI3t
PJaR63n6XV9XbN64/Ex7KX0LDl4YuvMgzVdtFEdbNJqukI+1JizHA4BphMgZmSEW
fY/PI8rogzMyGL2RobfwPtyn4tyqN/RjszfSC11Z22EEh8idoRtiOXvHAXYnQbq5
+H/1BZKFm+POy4xJfGiowk1CRO9/6+jltGF1iagrWnAs+pPqXE7Y8zQY89TnEVgE
+SKDhoopZ4paoztv5QeMX+j43DvzZOuKyM6KJF5rMxOBMcVBAT0DJjJN+2lf+zoY
kMeAkrTUKyj+8CucAU6lrAbYZMLy45QDVg2X2uONnWQ8JfuyMLvZKkqitBDZPE77
yNYLIfuseCVdaAeSOYa7lopDfVyN/F7akthkrF251wcQfoVcOEQp6CGkx0gD4xuh
YhWCKD0VqewIBnBfyhYWIr15X+yJj7z7sFCsqxprxp1L2LP6eqfh+rnXjH4TT137
09EsSjaYqiyhr2oQe3Vnf2y9zCKvWL5lIcw+JDTjevAnvAjWr1facRRIlsjaGWSy
0ryBWkfF8N+0pdigZN9/1jEW4eokxPk0HGiWa66hSL6rE02pjx0wmf31q5klSukB
41zUfTgNgfnB9mwPNFn3mxeu77qR/IA0aLa2EKn3+ScPTrizM6jlRG3UVSuC9r4+
3Aoe8qTwS+A9sNwldL25QGft/hdTMKEdRZovl42HGZmeP6RtZ1PsFIy0jnPKR+qQ
qPDWa4KeaorEugWAWXXtL4nZSi8gqvPGSvd1qJKUws14mjgCCKmtRfI9OxoR31h/
0oA7q2w5jYg0in7tjRTwbT/vcBlmoMOB6I84wMj9hxK4vAdvN4e50XngbA/U9fgT
DEI3cw7fr71n+WGWmc/hmIrZ8GwUSgJbQT+KmgIepkin3QaDnrkFtubjB9S+3FFD
EZPmw/M5GiuPH/H9QqKXVdTBOpApMc1EfjW4ttj+RC49Q3IE5S2yIhpYAIoFpsRk
cVnDJMmFm4EOdm7J0oZjyoKN1fSzsuSwbOYHQceofOQsghgHLow1v5ktyenGFmEu
dpamzswbeOUQYXMR2KPCzm9EftTVex4v64lBTDQ8ECfE0cOGu8TNYT4w2PFq35G3
WEoiZbH1AgMBAAE=
-----END PUBLIC KEY-----";

/// RFC 9421 appendix B.1.4, `test-key-ed25519`.
pub(super) const RFC9421_ED25519_PUBLIC_PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";

/// RFC 9421 appendix B.1.4, the private half: PKCS#8 DER in base64.
const RFC9421_ED25519_PRIVATE: &str = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";

/// The Ed25519 private key of FEP-8b32's test vectors, as a multibase secret key.
const FEP_8B32_PRIVATE: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";

/// The RSA key of this file.
pub(super) fn rsa_key() -> SigningKey {
    from_base64(RSA_PRIVATE_PKCS8)
}

/// The Ed25519 key of RFC 9421.
pub(super) fn ed25519_key() -> SigningKey {
    from_base64(RFC9421_ED25519_PRIVATE)
}

/// The Ed25519 key of FEP-8b32.
pub(super) fn fep_8b32_key() -> SigningKey {
    // Two bytes of multicodec (`ed25519-priv`), then the seed, here put into PKCS#8 (RFC 8410).
    let bytes = bs58::decode(&FEP_8B32_PRIVATE[1..]).into_vec().unwrap();
    let pkcs8_prefix =
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    SigningKey::from_pkcs8(&Secret::new([&pkcs8_prefix, &bytes[2..]].concat())).unwrap()
}

fn from_base64(der: &str) -> SigningKey {
    SigningKey::from_pkcs8(&Secret::new(STANDARD.decode(der).unwrap())).unwrap()
}
