using System.Runtime.CompilerServices;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>The histories of a tenant's customers: those of folded customers within their survivor's.</summary>
public static class CustomerHistories
{
    /// <summary>
    /// Each customer's interactions, in the order of the journal, those of folded ones after the survivor's. As it stood at the instant:
    /// links recorded later do not hold. Customers without links come as they are read; the others are kept until the end.
    /// </summary>
    /// <param name="reader">The journal.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recordedUntil">Only what was recorded by then; null for everything.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>The customer, or survivor, and its rows. The list is used again: copy what is kept.</returns>
    public static async IAsyncEnumerable<(CustomerNumber Customer, IReadOnlyList<EncodedInteraction> Rows)> ReadHistoriesAsync(
        this IJournalReader reader, TenantNumber tenant, Instant? recordedUntil, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = new List<EncodedInteraction>();
        Dictionary<CustomerNumber, (LinkMark Mark, List<EncodedInteraction> Rows)>? linked = null;
        CustomerNumber? customer = null;
        LinkMark? mark = null;
        await foreach (var row in reader.ScanAsync(tenant, recordedUntil, cancellationToken))
        {
            if (customer is { } known && known != row.Customer)
            {
                if (mark is null)
                    yield return (known, rows);
                else
                    (linked ??= []).Add(known, (mark, [.. rows]));
                rows.Clear();
                mark = null;
            }

            customer = row.Customer;
            if (row.IsMark)
                mark = LinkMark.Of(row.Interaction) ?? mark;
            else
                rows.Add(row.Interaction);
        }

        if (customer is { } last)
        {
            if (mark is null)
                yield return (last, rows);
            else
                (linked ??= []).Add(last, (mark, rows));
        }

        foreach (var (survivor, found) in linked ?? [])
        {
            if (found.Mark.IsFolded)
                continue;
            var together = new List<EncodedInteraction>(found.Rows);
            for (var i = 0; i < found.Mark.Folded.Count; i++)
            {
                var member = (ushort)(i + 1);
                together.AddRange(linked![found.Mark.Folded[i].Customer].Rows.Select(row => row with { Member = member }));
            }

            yield return (survivor, together);
        }
    }
}
