//! Environment variables of services (`WEB_SERVICE_HOST`), as containers get them.

use api::{Value, meta};

use crate::component::Ctx;
use crate::kinds::SERVICE;

/// The variables of the API server's service and, where the pod wants them, of all services in its namespace.
pub(super) fn variables(pod: &Value, ctx: &Ctx<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let namespace = meta::namespace(pod);
    let links = pod.get("spec").get("enableServiceLinks").as_bool().unwrap_or(true);
    if links {
        for service in ctx.api.read_all(SERVICE, namespace) {
            one(service, &mut all);
        }
    }
    if !links || namespace != "default" {
        let own = all.iter().any(|(k, _)| k == "KUBERNETES_SERVICE_HOST");
        if let Some(service) = ctx.get(SERVICE, "default", "kubernetes").filter(|_| !own) {
            one(&service, &mut all);
        }
    }
    all
}

fn one(service: &Value, all: &mut Vec<(String, String)>) {
    let spec = service.get("spec");
    let (ip, ports) = (spec.str("clusterIP"), spec.list("ports"));
    let Some(first) = ports.first().filter(|_| !matches!(ip, "" | "None")) else { return };
    let upper = |name: &str| name.to_ascii_uppercase().replace('-', "_");
    let name = upper(meta::name(service));
    let mut set = |key: String, value: String| all.push((key, value));
    let named = |suffix: &str| [&*name, suffix].concat();
    set(named("_SERVICE_HOST"), ip.into());
    set(named("_SERVICE_PORT"), first.int("port").unwrap_or(0).to_string());
    for port in ports.iter().filter(|p| !p.str("name").is_empty()) {
        let number = port.int("port").unwrap_or(0).to_string();
        set(format!("{name}_SERVICE_PORT_{}", upper(port.str("name"))), number);
    }
    for (i, port) in ports.iter().enumerate() {
        let number = port.int("port").unwrap_or(0);
        let protocol = if port.str("protocol").is_empty() { "TCP" } else { port.str("protocol") };
        let (number, lower) = (number.to_string(), protocol.to_ascii_lowercase());
        let url = [&*lower, "://", ip, ":", &number].concat();
        if i == 0 {
            set(named("_PORT"), url.clone());
        }
        let prefix = [&*name, "_PORT_", &number, "_", protocol].concat();
        set(prefix.clone(), url);
        set([&*prefix, "_PROTO"].concat(), lower);
        set([&*prefix, "_PORT"].concat(), number);
        set([&*prefix, "_ADDR"].concat(), ip.into());
    }
}
