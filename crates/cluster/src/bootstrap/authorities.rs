//! The certificates of the cluster's simulated authorities. They sign nothing.

/// What clients and servers of the cluster are trusted by.
pub const CLUSTER: &str = "-----BEGIN CERTIFICATE-----
MIIDBTCCAe2gAwIBAgIIS3ViZW5vcmkwDQYJKoZIhvcNAQELBQAwFTETMBEGA1UE
AxMKa3ViZXJuZXRlczAeFw0yNjExMjEwMjE0MDBaFw0zNjExMTgwMjE5MDBaMBUx
EzARBgNVBAMTCmt1YmVybmV0ZXMwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEK
-----END CERTIFICATE-----
";

/// What extension servers know the API server by, when it hands calls on to them.
pub const FRONT_PROXY: &str = "-----BEGIN CERTIFICATE-----
MIIDDTCCAfWgAwIBAgIIS3ViZW5vcmkwDQYJKoZIhvcNAQELBQAwGTEXMBUGA1UE
AxMOZnJvbnQtcHJveHktY2EwHhcNMjYxMTIxMDIxNDAwWhcNMzYxMTE4MDIxOTAw
WjAZMRcwFQYDVQQDEw5mcm9udC1wcm94eS1jYTCCASIwDQYJKoZIhvcNAQEBBQAD
ggEPADCCAQo=
-----END CERTIFICATE-----
";
