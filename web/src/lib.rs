//! The page: draws what the session tells, and tells the session what its reader does. It holds no Kubernetes rule.

pub mod app;
pub mod code;
pub mod diagram;
pub mod editor;
pub mod effects;
pub mod embed;
pub mod header;
pub mod lesson;
pub mod notes;
pub mod notices;
pub mod script;
pub mod session;
pub mod share;
pub mod state;
pub mod terminal;
pub mod text;
pub mod time;
pub mod wire;
