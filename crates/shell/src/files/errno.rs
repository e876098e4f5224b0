//! The errors of file operations, in the words of the C library.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errno {
    NoEntry,
    NotDirectory,
    IsDirectory,
    Exists,
    NotEmpty,
    ReadOnly,
    NoSpace,
    TooLarge,
    Denied,
    NotPermitted,
    Loop,
    Invalid,
    Busy,
    CrossDevice,
    NameTooLong,
}

impl Errno {
    pub fn text(self) -> &'static str {
        match self {
            Errno::NoEntry => "No such file or directory",
            Errno::NotDirectory => "Not a directory",
            Errno::IsDirectory => "Is a directory",
            Errno::Exists => "File exists",
            Errno::NotEmpty => "Directory not empty",
            Errno::ReadOnly => "Read-only file system",
            Errno::NoSpace => "No space left on device",
            Errno::TooLarge => "File too large",
            Errno::Denied => "Permission denied",
            Errno::NotPermitted => "Operation not permitted",
            Errno::Loop => "Too many levels of symbolic links",
            Errno::Invalid => "Invalid argument",
            Errno::Busy => "Device or resource busy",
            Errno::CrossDevice => "Invalid cross-device link",
            Errno::NameTooLong => "File name too long",
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
