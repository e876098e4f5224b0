//! nginx as a server of files, and what it writes into its error log about those that it cannot send.

use super::super::server::Serving;
use super::super::web::{self, Found};
use super::NGINX_USER;
use super::configuration::Site;
use super::page::Page;
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
        Found::File { path, .. } if !web::readable(s.sys, NGINX_USER, &path) => {
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

/// The part of a file that is asked for.
fn part(mut page: Page, request: &http::Parsed, s: &Serving<'_, '_>) -> Page {
    let size = page.body.len();
    let Some(range) = web::range(request, size) else { return page };
    let told = |text: String| ("Content-Range".to_string(), text);
    let Ok((from, to)) = range else {
        let mut page = Page::error(416, s.version);
        page.headers[1].push(told(format!("bytes */{size}")));
        return page;
    };
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
