//! Choices: the decision is made once, before the query is put together, and gives the number of the arm that is taken and the
//! parameters that stand in the arm; those of all other arms are unused.
//!
//! ```text
//! match (if let Some(q) = &search { (0, (&&&Place(&q)).kept().bind::<Text>()) } else { (1, Param::UNUSED) }) {
//!     choice_0 => Query::choosing(…, [bind(&org), choice_0.1], &[choice_0.0])
//! }
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use softdelete_compiler::compile::{Compiled, Param, ParamSource};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::token::Arm;

use super::param::unreadable;
use super::{Input, at, underlined, value};
use crate::report::Mistakes;
use crate::tokens::Decision;

/// A parameter that stands in an arm.
#[derive(Clone, Copy)]
struct Member {
    /// The index into the parameters of the source.
    index: usize,
    arm: Arm,
}

/// The parameters in arms, each once, in their order.
fn members(input: &Input<'_>, compiled: &Compiled) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for Param { source, .. } in &compiled.params {
        let index = match source {
            ParamSource::User(index)
            | ParamSource::Field(index, _)
            | ParamSource::Rows(index, ..)
            | ParamSource::Elements(index, ..) => *index,
            ParamSource::Actor | ParamSource::DeletionId => continue,
        };
        let arm = input.statement.source.params[index].arm;
        if let Some(arm) = arm
            && members.iter().all(|member| member.index != index)
        {
            members.push(Member { index, arm });
        }
    }
    members
}

/// The name of what a choice came to. It has no meaning for the user's tokens.
fn name(choice: usize) -> Ident {
    format_ident!("choice_{choice}", span = Span::mixed_site())
}

/// Where a parameter that stands in an arm is.
pub(super) fn param(input: &Input<'_>, compiled: &Compiled, index: usize) -> Option<TokenStream> {
    let arm = input.statement.source.params[index].arm?;
    let members = members(input, compiled);
    let mut of_choice = members
        .iter()
        .filter(|member| member.arm.choice == arm.choice);
    let position = of_choice.position(|member| member.index == index)?;
    let choice = name(arm.choice);
    let position = syn::Index::from(position + 1);
    Some(quote!(#choice.#position))
}

/// The numbers of the arms that were taken.
pub(super) fn taken(input: &Input<'_>) -> Vec<TokenStream> {
    (0..input.statement.decisions.len())
        .map(|choice| {
            let choice = name(choice);
            quote!(#choice.0)
        })
        .gather()
}

/// The decisions around `query`.
pub(super) fn around(
    input: &Input<'_>,
    compiled: &Compiled,
    query: TokenStream,
    mistakes: &mut Mistakes,
) -> TokenStream {
    let members = members(input, compiled);
    let mut around = query;
    for (choice, decision) in input.statement.decisions.iter().enumerate().rev() {
        let mut params = Vec::new();
        for member in members.iter().filter(|member| member.arm.choice == choice) {
            let Some(kept) = keep(input, compiled, member.index, mistakes) else {
                continue;
            };
            params.push((member.arm.arm, kept));
        }
        let decided = decide(input, choice, decision, &params);
        let name = name(choice);
        around = quote!(match #decided { #name => #around });
    }
    around
}

/// The decision itself: the number of the arm, and the parameters, each of which stands in the arm of its number.
fn decide(
    input: &Input<'_>,
    choice: usize,
    decision: &Decision,
    params: &[(usize, TokenStream)],
) -> TokenStream {
    let outcome = |number: usize| {
        let params = params.iter().map(|(arm, kept)| {
            if *arm == number {
                kept.clone()
            } else {
                quote!(::softdelete::__private::Param::UNUSED)
            }
        });
        quote!((#number, #(#params),*))
    };
    let written = &input.statement.source.choices[choice];
    match decision {
        Decision::If(conditions) => {
            let arms = conditions.iter().enumerate().map(|(number, condition)| {
                let outcome = outcome(number);
                quote!(if #condition { #outcome } else)
            });
            let last = outcome(conditions.len());
            quote!((#(#arms)* { #last }))
        }
        Decision::Match(scrutinee, patterns) => {
            let place = at(input.statement.place(written.span).0);
            let arms = patterns.iter().enumerate().map(|(number, pattern)| {
                let outcome = outcome(number);
                quote!(#pattern => #outcome,)
            });
            quote_spanned!(place=> (match #scrutinee { #(#arms)* }))
        }
    }
}

/// The parameters for editors, whatever is wrong with the statement: those in arms within their decisions.
pub(super) fn for_editors(input: &Input<'_>) -> TokenStream {
    let source = &input.statement.source;
    let written = source.params.iter().zip(&input.statement.params);
    let of_arm = |arm: Option<Arm>| {
        let params = written.clone().filter(move |(param, _)| param.arm == arm);
        let params = params.map(|(_, expression)| quote!(let _ = &#expression;));
        params.collect::<TokenStream>()
    };
    let mut all = of_arm(None);
    for (choice, decision) in input.statement.decisions.iter().enumerate() {
        let outcome = |arm: usize| of_arm(Some(Arm { choice, arm }));
        all.extend(match decision {
            Decision::If(conditions) => {
                let arms = conditions.iter().enumerate().map(|(arm, condition)| {
                    let outcome = outcome(arm);
                    quote!(if #condition { #outcome } else)
                });
                let last = outcome(conditions.len());
                quote!(#(#arms)* { #last })
            }
            Decision::Match(scrutinee, patterns) => {
                let arms = patterns.iter().enumerate().map(|(arm, pattern)| {
                    let outcome = outcome(arm);
                    quote!(#pattern => { #outcome })
                });
                quote!(match #scrutinee { #(#arms)* })
            }
        });
    }
    all
}

/// The parameter, made within its arm of what it stands for.
fn keep(
    input: &Input<'_>,
    compiled: &Compiled,
    index: usize,
    mistakes: &mut Mistakes,
) -> Option<TokenStream> {
    let param = compiled
        .params
        .iter()
        .find(|param| param.source == ParamSource::User(index))?;
    let place = input
        .statement
        .place(input.statement.source.params[index].span);
    let Some(marker) = value::marker(input, &param.ty.kind) else {
        mistakes.push(unreadable(input, place, &param.ty.kind));
        return None;
    };
    let marker = marker.finish();
    let expression = &input.statement.params[index];
    let place = at(place.1);
    // rustc reports at the name of the method that it does not find.
    let bind = if param.nullable {
        quote_spanned!(place=> bind_nullable::<#marker>)
    } else {
        quote_spanned!(place=> bind::<#marker>)
    };
    Some(if input.statement.held[index] {
        let kept = quote!((&&&::softdelete::__private::Place(&#expression)).kept().#bind());
        let kept = underlined(place, kept);
        quote!({
            #[allow(unused_imports)]
            use ::softdelete::__private::{KeepCopy as _, KeepPlace as _, KeepReference as _};
            #kept
        })
    } else {
        underlined(
            place,
            quote!(::softdelete::__private::Owned(#expression).#bind()),
        )
    })
}
