//! Controllers over virtual time, one file a controller.

mod accounts;
mod budgets;
mod cron_job;
mod daemon_set;
mod deployment;
mod endpoints;
mod garbage_collector;
mod horizontal_pod_autoscaler;
mod job;
mod namespace;
mod nodes;
mod replica_set;
mod stateful_set;
mod volumes;
