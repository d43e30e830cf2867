//! Wrapping secrets under a key derived from a passphrase or a code.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::format::{Header, Slot};
use crate::random;

/// A slot that could not be wrapped: no randomness or no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrapError;

/// A slot that did not open: the secret is another one or the slot is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenError;

pub(crate) fn wrap(store: &str, header: Header, secret: &[u8], payload: &[u8]) -> Result<Slot, WrapError> {
    let mut nonce = [0; 24];
    random::fill(&mut nonce).map_err(|_| WrapError)?;
    let cipher = cipher(&header, secret).ok_or(WrapError)?;
    let aad = authenticated(store, &header).ok_or(WrapError)?;
    let wrapped =
        cipher.encrypt(&XNonce::from(nonce), Payload { msg: payload, aad: &aad }).map_err(|_| WrapError)?;
    Ok(Slot { header, nonce: hex::encode(nonce), wrapped: hex::encode(wrapped) })
}

pub(crate) fn open(store: &str, slot: &Slot, secret: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let nonce: [u8; 24] = hex::decode(&slot.nonce).ok().and_then(|n| n.try_into().ok()).ok_or(OpenError)?;
    let wrapped = hex::decode(&slot.wrapped).map_err(|_| OpenError)?;
    let cipher = cipher(&slot.header, secret).ok_or(OpenError)?;
    let aad = authenticated(store, &slot.header).ok_or(OpenError)?;
    cipher
        .decrypt(&XNonce::from(nonce), Payload { msg: &wrapped, aad: &aad })
        .map(Zeroizing::new)
        .map_err(|_| OpenError)
}

fn cipher(header: &Header, secret: &[u8]) -> Option<XChaCha20Poly1305> {
    let salt = hex::decode(&header.salt).ok()?;
    let key = header.cost.derive(secret, &salt).ok()?;
    Some(XChaCha20Poly1305::new(<&Key>::from(&*key)))
}

/// Everything about a slot that must not be exchanged, in one unambiguous spelling.
fn authenticated(store: &str, header: &Header) -> Option<Vec<u8>> {
    serde_json::to_vec(&("so138-slot-v1", store, header)).ok()
}
