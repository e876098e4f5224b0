//! Views of `io.k8s.api.authentication.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(BoundObjectReference {
    api_version "apiVersion" str;
    kind "kind" str;
    name "name" str;
    uid "uid" str;
});

view!(SelfSubjectReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    status "status" view [authentication SelfSubjectReviewStatus];
});

view!(SelfSubjectReviewStatus {
    user_info "userInfo" view [authentication UserInfo];
});

view!(TokenRequest {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authentication TokenRequestSpec];
    status "status" view [authentication TokenRequestStatus];
});

view!(TokenRequestSpec {
    audiences "audiences" strs;
    bound_object_ref "boundObjectRef" opt [authentication BoundObjectReference];
    expiration_seconds "expirationSeconds" opt_int;
});

view!(TokenRequestStatus {
    expiration_timestamp "expirationTimestamp" time;
    token "token" str;
});

view!(TokenReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authentication TokenReviewSpec];
    status "status" view [authentication TokenReviewStatus];
});

view!(TokenReviewSpec {
    audiences "audiences" strs;
    token "token" str;
});

view!(TokenReviewStatus {
    audiences "audiences" strs;
    authenticated "authenticated" bool;
    error "error" str;
    user "user" view [authentication UserInfo];
});

view!(UserInfo {
    extra "extra" map;
    groups "groups" strs;
    uid "uid" str;
    username "username" str;
});
