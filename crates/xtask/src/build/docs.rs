//! The pages of help: Markdown of `web/docs` as plain HTML in `dist/docs`, readable without JavaScript.

use crate::{Outcome, repo};
use pulldown_cmark::{Event, Options, Parser, Tag, html};
use std::path::Path;

/// Writes a page for each Markdown file; `template.html` is what stands around them.
pub fn write(from: &Path, to: &Path) -> Outcome {
    let template = repo::read(&from.join("template.html"))?;
    for file in repo::files(from) {
        let name = file.file_name().unwrap_or_default().to_owned();
        match file.extension().and_then(|end| end.to_str()) {
            Some("md") => {}
            Some("html") => continue,
            // Pictures.
            _ => {
                let bytes = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
                repo::write(&to.join(name), bytes)?;
                continue;
            }
        }
        let text = repo::read(&file)?;
        let title = text
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .ok_or_else(|| format!("{} has no title: a line that begins with \"# \"", repo::shown(&file)))?;
        let page = template.replace("{{TITLE}}", title).replace("{{BODY}}", &render(&text));
        repo::write(&to.join(name).with_extension("html"), page)?;
    }
    Ok(())
}

/// Links between the Markdown files become links between the pages.
fn render(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let local = !dest_url.contains("://");
            let dest_url = if local { dest_url.replace(".md", ".html").into() } else { dest_url };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::assert_none;

    #[test]
    fn links_lead_to_pages() {
        assert_eq!(render("[a](embed.md)"), "<p><a href=\"embed.html\">a</a></p>\n");
        assert_eq!(render("[a](https://x.test/a.md)"), "<p><a href=\"https://x.test/a.md\">a</a></p>\n");
    }

    #[test]
    fn no_link_between_the_pages_is_dead() {
        let docs = repo::root().join("web/docs");
        let mut findings = Vec::new();
        for file in repo::files(&docs).iter().filter(|file| file.extension().is_some_and(|end| end == "md")) {
            for event in Parser::new(&repo::read(file).expect("it is UTF-8")) {
                let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else { continue };
                let target = dest_url.split('#').next().unwrap_or_default();
                if !dest_url.contains("://") && !target.is_empty() && target != "../" && !docs.join(target).is_file() {
                    findings.push(format!("{}: {dest_url}", repo::shown(file)));
                }
            }
        }
        assert_none(&findings);
    }
}
