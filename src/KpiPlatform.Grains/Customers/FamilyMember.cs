using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Grains.Customers;

/// <summary>One of the customers that count as one.</summary>
/// <param name="id">External id; null once erased.</param>
/// <param name="number">Number; null before the first row.</param>
internal sealed class FamilyMember(CustomerId? id, CustomerNumber? number)
{
    private HashSet<ulong>? _links;

    /// <summary>External id; null once erased.</summary>
    public CustomerId? Id => id;

    /// <summary>Number; null before the first row.</summary>
    public CustomerNumber? Number => number;

    /// <summary>Whom it is linked to; null for the survivor of all.</summary>
    public CustomerNumber? Survivor { get; set; }

    /// <summary>Version of its last row, committed or not.</summary>
    public long Version { get; set; }

    /// <summary>Newest definition of its rows.</summary>
    public int Definition { get; set; }

    /// <summary>What its interactions are tagged with: 0 for the survivor, then 1, 2, … by number.</summary>
    public ushort Ordinal { get; private init; }

    /// <summary>Its interactions, untagged, as read; empty once they are not needed any more.</summary>
    public List<EncodedInteraction> Rows { get; private set; } = [];

    /// <summary>When its latest interaction occurred; null if there is none.</summary>
    public Instant? NewestEventAt => Rows.Count == 0 ? null : Rows.Max(row => row.OccurredAt);

    /// <summary>The same under another ordinal.</summary>
    public FamilyMember As(ushort ordinal, CustomerNumber? survivor) =>
        new(Id, Number) { Survivor = survivor, Version = Version, Definition = Definition, Ordinal = ordinal, Rows = Rows, _links = _links };

    /// <summary>The same with the number that it was given.</summary>
    public FamilyMember With(CustomerNumber given) =>
        new(Id, given) { Survivor = Survivor, Version = Version, Definition = Definition, Ordinal = Ordinal, Rows = Rows, _links = _links };

    /// <summary>Takes interactions in.</summary>
    public void Remember(EncodedInteraction interaction)
    {
        if (IdentityLinks.Is(interaction))
            (_links ??= []).Add(interaction.IdentityHash);
    }

    /// <summary>Whether an interaction can change whom it is linked to: it links or unlinks, or is a revision of what did.</summary>
    public bool Concerns(EncodedInteraction interaction) => IdentityLinks.Is(interaction) || _links?.Contains(interaction.IdentityHash) == true;

    /// <summary>The rows were used.</summary>
    public void Forget() => Rows = [];
}
