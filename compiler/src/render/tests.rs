//! Rendering by itself.
