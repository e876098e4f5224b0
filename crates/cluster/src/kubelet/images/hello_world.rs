//! hello-world: says hello and ends.

use shell::kernel::Io;
use shell::system::System;
use shell::{Poll, Program};

use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/hello-world"],
    versions: &["1"],
    aliases: &[("latest", "1"), ("linux", "1")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 1 }],
    cmd: &["/hello"],
    programs: &[("hello", make)],
    ..BARE
};

const TEXT: &str = "
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the \"hello-world\" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

";

#[derive(Clone)]
struct Hello;

impl Program for Hello {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        io.out(sys, TEXT);
        Poll::Exit(0)
    }
}

fn make(_argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Hello)
}
