//! `ip`, `ifconfig`, `netstat`, `ss`, `route`: what the network looks like from here.

use crate::programs::Call;
use crate::system::Interface;
use sorted::InOrder;

fn loopback(interface: &Interface) -> bool {
    interface.name == "lo"
}

/// The network of an address: `10.244.1.0`.
fn network(interface: &Interface) -> String {
    let value = interface.address.split('.').fold(0u32, |sum, part| sum << 8 | part.parse::<u32>().unwrap_or(0) & 255);
    let mask = mask(interface.prefix);
    dotted(value & mask)
}

fn mask(prefix: u8) -> u32 {
    if prefix == 0 { 0 } else { u32::MAX << (32 - u32::from(prefix.min(32))) }
}

fn dotted(value: u32) -> String {
    value.to_be_bytes().map(|byte| byte.to_string()).join(".")
}

fn broadcast(interface: &Interface) -> String {
    let value = interface.address.split('.').fold(0u32, |sum, part| sum << 8 | part.parse::<u32>().unwrap_or(0) & 255);
    dotted(value | !mask(interface.prefix))
}

pub(in crate::programs) fn ip(call: &mut Call<'_, '_>) -> i32 {
    let words: Vec<&str> = call.args.iter().map(String::as_str).filter(|arg| !arg.starts_with('-')).collect();
    let brief = call.args.iter().any(|arg| matches!(arg.as_str(), "-br" | "-brief"));
    let object = words.first().copied().unwrap_or("");
    let is = |name: &str| !object.is_empty() && name.starts_with(object);
    let only = words
        .iter()
        .position(|word| matches!(*word, "dev" | "show"))
        .and_then(|at| words.get(at + 1))
        .map(|name| name.to_string());
    let shown = |interface: &Interface| only.as_ref().is_none_or(|name| name == "dev" || *name == interface.name);
    let interfaces = call.sys.interfaces();
    if words.iter().any(|word| matches!(*word, "add" | "del" | "set" | "replace")) {
        let who = if call.busybox() { "ip: " } else { "" };
        call.err(&format!("{who}RTNETLINK answers: Operation not permitted\n"));
        return 2;
    }
    let text = if is("address") || is("link") {
        let parts = (!call.args.iter().any(|arg| arg == "-4"), !object.starts_with('l'));
        let busybox = call.busybox();
        let all = interfaces.iter().enumerate().filter(|(_, interface)| shown(interface));
        all.map(|(at, interface)| if brief { brief_line(interface) } else { entry(at, interface, parts, busybox) })
            .collect()
    } else if is("route") {
        routes(call, &interfaces)
    } else if is("neighbour") || is("neighbor") {
        String::new()
    } else {
        call.err("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | route }\n");
        return if object.is_empty() { 255 } else { 1 };
    };
    call.out(&text);
    0
}

/// `link`, `address`: which lines are shown below the first one.
fn entry(at: usize, interface: &Interface, (link, address): (bool, bool), busybox: bool) -> String {
    let lo = loopback(interface);
    let (flags, state, kind, broad) = if lo {
        ("LOOPBACK,UP,LOWER_UP", "UNKNOWN", "loopback", "00:00:00:00:00:00")
    } else {
        ("BROADCAST,MULTICAST,UP,LOWER_UP", "UP", "ether", "ff:ff:ff:ff:ff:ff")
    };
    let name = if lo { interface.name.clone() } else { format!("{}@if{}", interface.name, at + 6) };
    // busybox has no name for one of the flags, and none for states and groups.
    let flags = if busybox && !lo { format!("{flags},M-DOWN") } else { flags.to_string() };
    let state = if busybox { String::new() } else { format!(" state {state} group default") };
    let mut text = format!("{}: {name}: <{flags}> mtu {} qdisc noqueue{state} qlen 1000\n", at + 1, interface.mtu);
    if link {
        text.push_str(&format!("    link/{kind} {} brd {broad}\n", interface.mac));
    }
    if address {
        let scope = if lo { "host lo".to_string() } else { format!("global {}", interface.name) };
        let brd = if lo { String::new() } else { format!(" brd {}", broadcast(interface)) };
        text.push_str(&format!(
            "    inet {}/{}{brd} scope {scope}\n       valid_lft forever preferred_lft forever\n",
            interface.address, interface.prefix
        ));
    }
    text
}

fn brief_line(interface: &Interface) -> String {
    let state = if loopback(interface) { "UNKNOWN" } else { "UP" };
    format!("{:<16} {state:<14} {}/{} \n", interface.name, interface.address, interface.prefix)
}

fn routes(call: &Call<'_, '_>, interfaces: &[Interface]) -> String {
    let mut text = String::new();
    let Some(first) = interfaces.iter().find(|interface| !loopback(interface)) else { return text };
    if let Some(gateway) = call.sys.gateway() {
        text.push_str(&format!("default via {gateway} dev {} \n", first.name));
    }
    let scope = if call.busybox() { "scope link  src" } else { "proto kernel scope link src" };
    let (network, Interface { prefix, name, address, .. }) = (network(first), first);
    text.push_str(&format!("{network}/{prefix} dev {name} {scope} {address} \n"));
    text
}

pub(in crate::programs) fn ifconfig(call: &mut Call<'_, '_>) -> i32 {
    let only = call.args.iter().find(|arg| !arg.starts_with('-')).cloned();
    let mut interfaces = call.sys.interfaces();
    interfaces.order_by(|a, b| a.name.cmp(&b.name));
    if let Some(name) = &only
        && !interfaces.iter().any(|interface| interface.name == *name)
    {
        call.err(&format!("{name}: error fetching interface information: Device not found\n"));
        return 1;
    }
    for interface in interfaces.iter().filter(|interface| only.as_ref().is_none_or(|name| *name == interface.name)) {
        let lo = loopback(interface);
        let text = if call.busybox() {
            let (kind, flags) = if lo {
                ("Local Loopback".to_string(), "UP LOOPBACK RUNNING")
            } else {
                (format!("Ethernet  HWaddr {}", interface.mac.to_uppercase()), "UP BROADCAST RUNNING MULTICAST")
            };
            let broad = if lo { String::new() } else { format!("  Bcast:{}", broadcast(interface)) };
            format!(
                "{:<9} Link encap:{kind}  \n          inet addr:{}{broad}  Mask:{}\n          {flags}  MTU:{}  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n",
                interface.name,
                interface.address,
                dotted(mask(interface.prefix)),
                interface.mtu
            )
        } else {
            let (number, flags) =
                if lo { (73, "UP,LOOPBACK,RUNNING") } else { (4163, "UP,BROADCAST,RUNNING,MULTICAST") };
            let broad = if lo { String::new() } else { format!("  broadcast {}", broadcast(interface)) };
            let hardware = if lo {
                "        loop  txqueuelen 1000  (Local Loopback)\n".to_string()
            } else {
                format!("        ether {}  txqueuelen 0  (Ethernet)\n", interface.mac)
            };
            format!(
                "{}: flags={number}<{flags}>  mtu {}\n        inet {}  netmask {}{broad}\n{hardware}        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n",
                interface.name,
                interface.mtu,
                interface.address,
                dotted(mask(interface.prefix))
            )
        };
        call.out(&text);
    }
    0
}

pub(in crate::programs) fn route(call: &mut Call<'_, '_>) -> i32 {
    let numbers = call.args.iter().any(|arg| arg.starts_with('-') && arg.contains('n'));
    let interfaces = call.sys.interfaces();
    let mut text = String::from(
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
    );
    if let Some(first) = interfaces.iter().find(|interface| !loopback(interface)) {
        if let Some(gateway) = call.sys.gateway() {
            text.push_str(&format!(
                "{:<15} {gateway:<15} {:<15} UG    0      0        0 {}\n",
                if numbers { "0.0.0.0" } else { "default" },
                "0.0.0.0",
                first.name
            ));
        }
        text.push_str(&format!(
            "{:<15} {:<15} {:<15} U     0      0        0 {}\n",
            network(first),
            if numbers {
                "0.0.0.0"
            } else if call.busybox() {
                "*"
            } else {
                "0.0.0.0"
            },
            dotted(mask(first.prefix)),
            first.name
        ));
    }
    call.out(&text);
    0
}

/// The open ports of this place, by the host's account.
pub(in crate::programs) fn netstat(call: &mut Call<'_, '_>) -> i32 {
    let ports = call.sys.open_ports();
    let ss = call.name == "ss";
    let mut text = String::new();
    if ss {
        text.push_str(
            "State      Recv-Q     Send-Q         Local Address:Port         Peer Address:Port    Process    \n",
        );
    } else {
        text.push_str("Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n");
    }
    for port in ports {
        let local = format!("0.0.0.0:{port}");
        if ss {
            text.push_str(&format!(
                "LISTEN     0          511            {local:>18}              0.0.0.0:*                  \n"
            ));
        } else {
            text.push_str(&format!("tcp        0      0 {local:<23} {:<23} LISTEN      \n", "0.0.0.0:*"));
        }
    }
    call.out(&text);
    0
}
