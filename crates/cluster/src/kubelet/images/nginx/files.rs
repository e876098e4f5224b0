//! nginx as a server of files, and what it writes into its error log about those that it cannot send.

use shell::system::User;

use super::super::server::Serving;
use super::super::web::{self, Found};
use super::page::Page;
use super::{NGINX_USER, Site};
use crate::net::http;

/// What a site has at an address.
pub(super) fn find(s: &mut Serving<'_, '_>, site: &Site, request: &http::Parsed, from: &str) -> Page {
    // Only those are for files; of POST it knows that only once there is one.
    if !["GET", "HEAD", "POST"].contains(&request.method.as_str()) {
        return Page::error(405, s.version);
    }
    let url = request.path.split('?').next().unwrap_or("/");
    let place = format!("{}{url}", site.root);
    match web::look_up(&site.root, &request.path, &site.indexes, s.sys) {
        Found::File { path, .. } if !readable(s, &path) => {
            complain(s, request, from, &format!("open() \"{path}\" failed (13: Permission denied)"));
            Page::error(403, s.version)
        }
        Found::File { .. } if request.method == "POST" => Page::error(405, s.version),
        Found::File { path, data } => part(Page::file(&path, data), request, s),
        Found::Directory => Page::moved(301, &format!("{url}/"), request, s),
        Found::Forbidden => {
            complain(s, request, from, &format!("directory index of \"{place}\" is forbidden"));
            Page::error(403, s.version)
        }
        Found::Nothing => {
            complain(s, request, from, &format!("open() \"{place}\" failed (2: No such file or directory)"));
            Page::error(404, s.version)
        }
    }
}

/// Whether its workers may read a file, which are not root where it is.
fn readable(s: &mut Serving<'_, '_>, path: &str) -> bool {
    if s.sys.user().uid != 0 {
        return true;
    }
    let (uid, gid) = (NGINX_USER.uid, NGINX_USER.gid);
    let worker = User { name: "nginx".into(), uid, gid, groups: Vec::new(), capabilities: 0 };
    s.sys.files().of(&worker).may(path, 4)
}

/// The part of a file that is asked for.
fn part(mut page: Page, request: &http::Parsed, s: &Serving<'_, '_>) -> Page {
    let size = page.body.len();
    let range = request.header("range").and_then(|range| range.strip_prefix("bytes=")).filter(|r| !r.contains(','));
    let Some((from, to)) = range.and_then(|range| range.split_once('-')) else { return page };
    let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) => (from, to.min(size.saturating_sub(1))),
        (Ok(from), Err(_)) if to.is_empty() => (from, size.saturating_sub(1)),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size.saturating_sub(1)),
        _ => return page,
    };
    let told = |text: String| ("Content-Range".to_string(), text);
    if from > to {
        let mut page = Page::error(416, s.version);
        page.headers[1].push(told(format!("bytes */{size}")));
        return page;
    }
    page.status = 206;
    page.body = page.body[from..=to].to_vec();
    page.headers[1].retain(|(name, _)| name != "Accept-Ranges");
    page.headers[1].push(told(format!("bytes {from}-{to}/{size}")));
    page
}

/// A line of the error log.
pub(super) fn complain(s: &mut Serving<'_, '_>, request: &http::Parsed, from: &str, what: &str) {
    let at = web::slash_date(s.now());
    let number = s.data.get("calls").map_or("1", String::as_str);
    let host = request.header("host").unwrap_or("localhost");
    let line = format!(
        "{at} [error] 29#29: *{number} {what}, client: {from}, server: localhost, request: \"{} {} {}\", host: \"{host}\"",
        request.method, request.path, request.version
    );
    s.log(line);
}
