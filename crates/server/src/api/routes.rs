//! A router that knows its routes, so that the document of the interface can be held against them.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, delete, get, post, put};

/// Method and path under `/api/v1`.
pub type Route = (&'static str, &'static str);

pub(super) struct Routes<S> {
    pub(super) router: Router<S>,
    pub(super) listed: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    pub(super) fn new() -> Self {
        Self {
            router: Router::new(),
            listed: Vec::new(),
        }
    }

    pub(super) fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with("get", path, get(handler))
    }

    pub(super) fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with("post", path, post(handler))
    }

    pub(super) fn put<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with("put", path, put(handler))
    }

    pub(super) fn delete<T: 'static>(
        self,
        path: &'static str,
        handler: impl Handler<T, S>,
    ) -> Self {
        self.with("delete", path, delete(handler))
    }

    fn with(mut self, method: &'static str, path: &'static str, handler: MethodRouter<S>) -> Self {
        self.router = self.router.route(path, handler);
        self.listed.push((method, path));
        self
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self
    }

    /// Around all routes so far.
    pub(super) fn around(mut self, layer: impl FnOnce(Router<S>) -> Router<S>) -> Self {
        self.router = layer(self.router);
        self
    }
}
