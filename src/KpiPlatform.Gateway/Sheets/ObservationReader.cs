using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Listing;
using KpiPlatform.Spreadsheets.Model;
using NodaTime;

namespace KpiPlatform.Gateway.Sheets;

/// <summary>Reads a tenant's observations from the journal.</summary>
internal sealed class ObservationReader(IJournalReader journal)
{
    /// <summary>Most rows of a tenant's own facts that are read for it.</summary>
    private const int MaxRows = 200_000;

    private const int PageSize = 1_000;

    /// <summary>All, each in its latest revision, by time.</summary>
    /// <param name="definition">The tenant.</param>
    /// <param name="recordedUntil">Only what was recorded by then; null for everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DomainException">QUERY_TOO_EXPENSIVE: the tenant has too many facts of its own.</exception>
    public async Task<IReadOnlyList<EnteredObservation>> ReadAsync(TenantDefinition definition, Instant? recordedUntil, CancellationToken cancellationToken) =>
        [.. (await ReadWholeAsync(definition, recordedUntil, cancellationToken)).Select(Of)];

    /// <summary>As <see cref="ReadAsync"/>, with all that was recorded of each.</summary>
    public async Task<IReadOnlyList<Interaction>> ReadWholeAsync(TenantDefinition definition, Instant? recordedUntil, CancellationToken cancellationToken)
    {
        if (await journal.FindCustomerAsync(new CustomerReference(definition.Tenant, CustomerId.TenantFacts), cancellationToken) is not { } number)
            return [];
        var latest = new Dictionary<(string Source, string Id), Interaction>();
        var query = new JournalQuery(definition.Tenant, number, Source: null, From: null, To: null, After: null, PageSize);
        var read = 0;
        while (true)
        {
            var rows = await journal.ListAsync(query, cancellationToken);
            foreach (var row in rows)
            {
                if (recordedUntil is { } until && row.Row.RecordedAt > until)
                    continue;
                var interaction = InteractionCodec.Decode(row.Row.Interaction);
                var key = (interaction.Source, interaction.Id);
                if (!latest.TryGetValue(key, out var known) || known.Revision < interaction.Revision)
                    latest[key] = interaction;
            }

            read += rows.Count;
            if (rows.Count < PageSize)
                break;
            if (read >= MaxRows)
            {
                throw new DomainException(
                    ErrorKind.FailedPrecondition, "QUERY_TOO_EXPENSIVE", $"The tenant has more than {MaxRows} facts of its own; observations are read from among them and cannot be put on a sheet any more.", "name");
            }

            query = query with { After = InteractionLister.KeyOf(rows[^1].Row) };
        }

        // What a correction made into something else is no observation any more.
        return
        [
            .. latest.Values
                .Where(interaction => interaction.Facts is Observation)
                .OrderBy(interaction => interaction.OccurredAt)
                .ThenBy(interaction => interaction.Source, StringComparer.Ordinal)
                .ThenBy(interaction => interaction.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What a sheet says of one.</summary>
    public static EnteredObservation Of(Interaction interaction)
    {
        var facts = (Observation)interaction.Facts;
        return new(facts.Indicator, interaction.OccurredAt, facts.Value, facts.Comment, interaction.Source, interaction.Id, interaction.Revision);
    }
}
