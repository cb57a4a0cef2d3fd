using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Grains.Customers;

/// <summary>Customers that count as one: a survivor, and all that are folded into it, directly or over others.</summary>
internal sealed class Family
{
    private const int MaxAttempts = 5;

    /// <summary>Puts a family together; ordinals are given by number, so that they are the same wherever it is done.</summary>
    public Family(FamilyMember root, IEnumerable<FamilyMember> folded)
    {
        Root = root.As(0, null);
        Folded = [.. folded.OrderBy(member => member.Number!.Value.Value).Select((member, i) => member.As((ushort)(i + 1), member.Survivor))];
    }

    /// <summary>The survivor.</summary>
    public FamilyMember Root { get; }

    /// <summary>The folded ones.</summary>
    public IReadOnlyList<FamilyMember> Folded { get; }

    /// <summary>All of them, the survivor first.</summary>
    public IEnumerable<FamilyMember> Members => Folded.Prepend(Root);

    /// <summary>Their numbers, those that have one.</summary>
    public IReadOnlyList<CustomerNumber> Numbers => [.. Members.Where(member => member.Number is not null).Select(member => member.Number!.Value)];

    /// <summary>Newest definition of their rows.</summary>
    public int Definition => Members.Max(member => member.Definition);

    /// <summary>All interactions, tagged.</summary>
    public IEnumerable<EncodedInteraction> Rows => Members.SelectMany(member => member.Rows.Select(row => member.Ordinal == 0 ? row : row with { Member = member.Ordinal }));

    /// <summary>The mark of the survivor.</summary>
    public LinkMark Mark => LinkMark.OfSurvivor([.. Folded.Select(member => new FoldedCustomer(member.Number!.Value, member.Survivor!.Value))]);

    /// <summary>Reads a family as it is committed; null if the customer is folded itself.</summary>
    public static async Task<Family?> ReadAsync(IJournalReader reader, TenantNumber tenant, CustomerNumber root, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoldedCustomer> folded = [];
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var members = new Dictionary<CustomerNumber, FamilyMember>();
            LinkMark? mark = null;
            await foreach (var (row, id) in reader.ReadTogetherAsync(tenant, [root, .. folded.Select(member => member.Customer)], cancellationToken))
            {
                if (!members.TryGetValue(row.Customer, out var member))
                    members.Add(row.Customer, member = new(id, row.Customer));
                member.Version = row.Version;
                member.Definition = Math.Max(member.Definition, row.Definition);
                if (row.Customer == root && row.IsMark)
                    mark = LinkMark.Of(row.Interaction) ?? mark;
                if (row.IsMark)
                    continue;
                member.Rows.Add(row.Interaction);
                member.Remember(row.Interaction);
            }

            if (mark?.IsFolded == true)
                return null;
            if ((mark?.Folded ?? []).Select(member => member.Customer).ToHashSet().SetEquals(folded.Select(member => member.Customer)))
                return Of(root, mark?.Folded ?? [], members);

            // Who belongs to it is known only now; all are read in one view.
            folded = mark!.Folded;
        }

        throw new Domain.DomainException(Domain.ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Customers are being linked and unlinked faster than they can be read.");
    }

    /// <summary>A family of one that has no row yet.</summary>
    public static Family OfNew(CustomerId id) => new(new FamilyMember(id, null), []);

    /// <summary>The member with an id; null if there is none.</summary>
    public FamilyMember? Find(string id) => Members.FirstOrDefault(member => member.Id is { } known && string.Equals(known.Value, id, StringComparison.Ordinal));

    /// <summary>A member with everybody who is folded into it.</summary>
    public Family BranchOf(FamilyMember top)
    {
        var numbers = new HashSet<CustomerNumber>();
        if (top.Number is { } number)
            numbers.Add(number);

        // At most as many rounds as links lie between the lowest and the top.
        while (Folded.Any(member => numbers.Contains(member.Survivor!.Value) && numbers.Add(member.Number!.Value)))
        {
        }

        return new(top, Folded.Where(member => member.Number != top.Number && numbers.Contains(member.Number!.Value)));
    }

    /// <summary>This family without a branch that is not the whole.</summary>
    public Family Without(Family branch)
    {
        var numbers = branch.Numbers.ToHashSet();
        return new(Root, Folded.Where(member => !numbers.Contains(member.Number!.Value)));
    }

    /// <summary>This family with a branch folded into one of its members.</summary>
    public Family With(Family branch, CustomerNumber survivor) => new(Root, [.. Folded, branch.Root.As(0, survivor), .. branch.Folded]);

    /// <summary>The rows were used.</summary>
    public void Forget()
    {
        foreach (var member in Members)
            member.Forget();
    }

    private static Family Of(CustomerNumber root, IReadOnlyList<FoldedCustomer> folded, Dictionary<CustomerNumber, FamilyMember> members) =>
        new(members[root], folded.Select(link => members[link.Customer].As(0, link.Survivor)));
}
