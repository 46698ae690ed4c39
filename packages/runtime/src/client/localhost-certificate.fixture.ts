// A self-signed certificate for 127.0.0.1, for the servers that the tests start. It protects nothing.
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUHhYouEGsPfZOOhhVJIKBagMfy0wwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA0NDQyMloYDzIxMjYxMDMw
MDQ0NDIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASslx7E5+rkx+8AaqpojCMuXoCAY1v7JdSqK7aghY1FTyUvopBGeyqQ
UpmEHrg5IsiS6XlCl4W9TVorYt/Lv/tlo28wbTAdBgNVHQ4EFgQUv/zfB+9/h5vC
7mF7tTkO/kAHCjgwHwYDVR0jBBgwFoAUv/zfB+9/h5vC7mF7tTkO/kAHCjgwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgVyDblUi0KPTae6QlYaRAL9Uxp/Ez6hv341ilfcrGt3ECIQCM
j3IHhhlvsnUhumjc8450lpAyDe9P2ZbUZFx20IqxRw==
-----END CERTIFICATE-----
`;

export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPY9are6MR1OyEaxo
M5CDUHenFtOJMNptrIWJtwWiC/yhRANCAASslx7E5+rkx+8AaqpojCMuXoCAY1v7
JdSqK7aghY1FTyUvopBGeyqQUpmEHrg5IsiS6XlCl4W9TVorYt/Lv/tl
-----END PRIVATE KEY-----
`;
