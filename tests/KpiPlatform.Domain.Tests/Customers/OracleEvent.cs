using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>An effective interaction with its local date and its place in the fold.</summary>
internal sealed record OracleEvent(int Place, LocalDate Date, Interaction Interaction)
{
    public Instant At => Interaction.OccurredAt;

    public Facts Facts => Interaction.Facts;
}
