//! Views of `io.k8s.api.events.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Event {
    action "action" str;
    api_version "apiVersion" str;
    deprecated_count "deprecatedCount" int;
    deprecated_first_timestamp "deprecatedFirstTimestamp" time;
    deprecated_last_timestamp "deprecatedLastTimestamp" time;
    deprecated_source "deprecatedSource" view [core EventSource];
    event_time "eventTime" time;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    note "note" str;
    reason "reason" str;
    regarding "regarding" view [core ObjectReference];
    related "related" opt [core ObjectReference];
    reporting_controller "reportingController" str;
    reporting_instance "reportingInstance" str;
    series "series" opt [events EventSeries];
    type_ "type" str;
});

view!(EventSeries {
    count "count" int;
    last_observed_time "lastObservedTime" time;
});
