//! PostgreSQL's `inet` and `cidr`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use bytes::BytesMut;

use super::InvalidValue;
use super::wire::{Wire, travels};
use crate::bind::{Bind, BindNullable, EncodeError};
use crate::decode::{DecodeError, FromColumn, Reader};
use crate::sql;
use postgres_types::Type;

/// An address with the length of its network's prefix, `inet`: `192.0.2.17/24`. For hosts alone a column can be an
/// [`IpAddr`].
///
/// ```
/// use softdelete_runtime::Inet;
///
/// let address: Inet = "192.0.2.17/24".parse()?;
/// assert_eq!((address.address(), address.prefix()), ([192, 0, 2, 17].into(), 24));
/// assert_eq!(address.network().to_string(), "192.0.2.0/24");
/// assert_eq!("2001:db8::1".parse::<Inet>()?.prefix(), 128);
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
// They sort by address and prefix; PostgreSQL's order is by network first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inet {
    address: IpAddr,
    prefix: u8,
}

/// A network, `cidr`: an address without bits to the right of the prefix, `192.0.2.0/24`.
///
/// ```
/// use softdelete_runtime::Cidr;
///
/// let network: Cidr = "2001:db8::/32".parse()?;
/// assert!(network.contains("2001:db8::1".parse().unwrap()));
/// assert!("2001:db8::1/32".parse::<Cidr>().is_err());
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr(Inet);

/// How many bits the addresses of a family have.
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The address with nothing to the right of the prefix.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    let right = u32::from(bits(address) - prefix);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(right).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(right).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

impl Inet {
    /// An address in a network whose prefix has this many bits.
    ///
    /// # Errors
    /// When the address has fewer bits: 32, or 128 of IPv6.
    pub fn new(address: IpAddr, prefix: u8) -> Result<Inet, InvalidValue> {
        if prefix > bits(address) {
            return Err(InvalidValue::new(
                "inet",
                "the prefix is longer than the address",
            ));
        }
        Ok(Inet { address, prefix })
    }

    /// The address.
    pub fn address(self) -> IpAddr {
        self.address
    }

    /// How many bits the prefix has.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether it is one host: the prefix is the whole address.
    pub fn is_host(self) -> bool {
        self.prefix == bits(self.address)
    }

    /// The network it is in.
    pub fn network(self) -> Cidr {
        Cidr(Inet {
            address: masked(self.address, self.prefix),
            prefix: self.prefix,
        })
    }
}

impl Cidr {
    /// The network of this address and length of prefix.
    ///
    /// # Errors
    /// When the address has fewer bits, or bits to the right of the prefix; [`Inet::network`] drops those.
    pub fn new(address: IpAddr, prefix: u8) -> Result<Cidr, InvalidValue> {
        if prefix > bits(address) {
            return Err(InvalidValue::new(
                "cidr",
                "the prefix is longer than the address",
            ));
        }
        if masked(address, prefix) != address {
            return Err(InvalidValue::new(
                "cidr",
                "the address has bits to the right of the netmask",
            ));
        }
        Ok(Cidr(Inet { address, prefix }))
    }

    /// The first address.
    pub fn address(self) -> IpAddr {
        self.0.address
    }

    /// How many bits the prefix has.
    pub fn prefix(self) -> u8 {
        self.0.prefix
    }

    /// Whether an address is in the network; one of the other family never is.
    pub fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address().is_ipv4()
            && masked(address, self.prefix()) == self.address()
    }
}

impl From<IpAddr> for Inet {
    fn from(address: IpAddr) -> Inet {
        Inet {
            address,
            prefix: bits(address),
        }
    }
}

impl From<IpAddr> for Cidr {
    fn from(address: IpAddr) -> Cidr {
        Cidr(address.into())
    }
}

impl From<Cidr> for Inet {
    fn from(network: Cidr) -> Inet {
        network.0
    }
}

impl fmt::Display for Inet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_host() {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.prefix)
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address(), self.prefix())
    }
}

/// The address and the prefix, which may be missing.
fn parts(text: &str, ty: &'static str) -> Result<(IpAddr, Option<u8>), InvalidValue> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address = address
        .parse()
        .map_err(|_| InvalidValue::new(ty, "expected an address of IPv4 or IPv6"))?;
    let prefix = prefix.map(|prefix| {
        prefix
            .parse()
            .map_err(|_| InvalidValue::new(ty, "expected a number of bits behind `/`"))
    });
    Ok((address, prefix.transpose()?))
}

impl FromStr for Inet {
    type Err = InvalidValue;

    /// Reads an address, with or without `/` and a length of its prefix.
    fn from_str(text: &str) -> Result<Inet, InvalidValue> {
        let (address, prefix) = parts(text, "inet")?;
        Inet::new(address, prefix.unwrap_or(bits(address)))
    }
}

impl FromStr for Cidr {
    type Err = InvalidValue;

    /// Reads an address, with or without `/` and a length of its prefix.
    fn from_str(text: &str) -> Result<Cidr, InvalidValue> {
        let (address, prefix) = parts(text, "cidr")?;
        Cidr::new(address, prefix.unwrap_or(bits(address)))
    }
}

impl Wire for Inet {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        // Whether it says `inet` or `cidr` the server does not look at.
        postgres_protocol::types::inet_to_sql(self.address, self.prefix, out);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Inet, DecodeError> {
        let inet = postgres_protocol::types::inet_from_sql(reader.rest())?;
        Ok(Inet::new(inet.addr(), inet.netmask())?)
    }
}

impl Wire for Cidr {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        self.0.put(out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<Cidr, DecodeError> {
        let Inet { address, prefix } = Inet::take(reader)?;
        Ok(Cidr::new(address, prefix)?)
    }
}

travels! {
    Inet as Inet;
    Cidr as Cidr;
}

// Every network is an `inet` for PostgreSQL, and every host a network.
impl BindNullable<sql::Inet> for Cidr {}
impl Bind<sql::Inet> for Cidr {}
impl BindNullable<sql::Cidr> for IpAddr {}
impl Bind<sql::Cidr> for IpAddr {}

impl FromColumn<sql::Cidr> for Inet {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Inet, DecodeError> {
        <Inet as FromColumn<sql::Inet>>::from_column(ty, raw)
    }
}

impl FromColumn<sql::Cidr> for IpAddr {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<IpAddr, DecodeError> {
        <IpAddr as FromColumn<sql::Inet>>::from_column(ty, raw)
    }
}
