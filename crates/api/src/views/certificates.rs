//! Views of `io.k8s.api.certificates.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(CertificateSigningRequest {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [certificates CertificateSigningRequestSpec];
    status "status" view [certificates CertificateSigningRequestStatus];
});

view!(CertificateSigningRequestCondition {
    last_transition_time "lastTransitionTime" time;
    last_update_time "lastUpdateTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(CertificateSigningRequestSpec {
    expiration_seconds "expirationSeconds" opt_int;
    extra "extra" map;
    groups "groups" strs;
    request "request" str;
    signer_name "signerName" str;
    uid "uid" str;
    usages "usages" strs;
    username "username" str;
});

view!(CertificateSigningRequestStatus {
    certificate "certificate" str;
    conditions "conditions" list [certificates CertificateSigningRequestCondition];
});
