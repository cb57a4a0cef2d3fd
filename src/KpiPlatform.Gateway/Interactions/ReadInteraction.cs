using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Gateway.Interactions;

/// <summary>What became of an interaction that was sent: the checked one, or what is wrong with it.</summary>
/// <param name="Customer">The customer, <see cref="CustomerId.TenantFacts"/> for facts of the tenant; never set if anything is wrong.</param>
/// <param name="Interaction">The checked interaction; null if anything is wrong.</param>
/// <param name="Violations">What is wrong, in the order of the fields, at most <see cref="InteractionLimits.MaxViolations"/>; empty if nothing is.</param>
public readonly record struct ReadInteraction(CustomerId Customer, Interaction? Interaction, IReadOnlyList<FieldViolation> Violations);
