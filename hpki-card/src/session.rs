//! One session with a card: opened, used and closed within one signature, so that no handle outlives the card it
//! belongs to.

use crate::driver::{
    Criterion, Driver, DriverError, Function, ObjectHandle, Reply, Request, ReturnValue, Secret,
    SessionState, SlotId,
};

/// An open session. It logs out and closes itself.
pub(crate) struct Session<'d> {
    driver: &'d mut Driver,
    handle: u64,
    login: Login,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Login {
    /// Never tried.
    None,
    /// The card said yes; or it was asked and did not say no, so that it may have been yes.
    Possible,
}

impl<'d> Session<'d> {
    pub(crate) fn open(driver: &'d mut Driver, slot: SlotId) -> Result<Session<'d>, DriverError> {
        match driver.call(Request::OpenSession(slot))? {
            Reply::Session(handle) => Ok(Session { driver, handle: handle.0, login: Login::None }),
            _ => Err(driver.protocol(Function::OpenSession)),
        }
    }

    pub(crate) fn driver(&mut self) -> &mut Driver {
        self.driver
    }

    pub(crate) fn state(&mut self) -> Result<SessionState, DriverError> {
        match self.driver.call(Request::SessionState(self.handle))? {
            Reply::SessionState(state) => Ok(state),
            _ => Err(self.driver.protocol(Function::GetSessionInfo)),
        }
    }

    pub(crate) fn find(&mut self, criteria: Vec<Criterion>) -> Result<Vec<ObjectHandle>, DriverError> {
        match self.driver.call(Request::Find(self.handle, criteria))? {
            Reply::Objects(objects) => Ok(objects),
            _ => Err(self.driver.protocol(Function::FindObjects)),
        }
    }

    pub(crate) fn value(&mut self, object: ObjectHandle) -> Result<Option<Vec<u8>>, DriverError> {
        match self.driver.call(Request::Value(self.handle, object))? {
            Reply::Value(value) => Ok(value),
            _ => Err(self.driver.protocol(Function::GetAttributeValue)),
        }
    }

    /// The only place in this crate that sends a PIN. Its only caller is the one login of one signature.
    pub(crate) fn login(&mut self, pin: Secret) -> Result<(), DriverError> {
        self.login = Login::Possible;
        let result = self.driver.call(Request::Login(self.handle, pin));
        if let Err(error) = &result
            && error.kind.return_value().is_some_and(ReturnValue::is_pin_refused)
        {
            self.login = Login::None;
        }
        match result? {
            Reply::Done => Ok(()),
            _ => Err(self.driver.protocol(Function::Login)),
        }
    }

    pub(crate) fn sign(
        &mut self,
        key: ObjectHandle,
        digest_info: Vec<u8>,
        length: usize,
    ) -> Result<Vec<u8>, DriverError> {
        let (session, length) = (self.handle, length as u64);
        match self.driver.call(Request::Sign { session, key, digest_info, length })? {
            Reply::Signature(signature) => Ok(signature),
            _ => Err(self.driver.protocol(Function::Sign)),
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let logged_out =
            self.login == Login::None || is_logged_out(self.driver.call(Request::Logout(self.handle)));
        let closed = self.driver.call(Request::CloseSession(self.handle)).is_ok();
        // Closing the last session logs out too. When neither worked, nobody knows who may use the card now: the driver
        // is ended, which takes the login with it.
        if !logged_out && !closed {
            self.driver.close();
        }
    }
}

/// Cards that want a login for each signature may have logged out by themselves.
fn is_logged_out(result: Result<Reply, DriverError>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => error.kind.return_value() == Some(ReturnValue::USER_NOT_LOGGED_IN),
    }
}
