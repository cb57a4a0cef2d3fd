using System.Text.RegularExpressions;

namespace KpiPlatform.Architecture.Tests;

/// <summary>
/// What writes of one tenant says so, and is held to it by the database; the transactions that are given no tenant, and pass beside the wall between
/// tenants, are these and no others.
/// </summary>
public sealed partial class TenantWallTests
{
    private static readonly (string File, int Count, string Reason)[] Beside =
    [
        ("Hosts/HostDirectory.cs", 6, "hosts and notices to them are no tenant's"),
        ("Stores/AlertStore.cs", 2, "a host takes tenants whose rules nobody else evaluates, and gives them back"),
        ("Stores/CustomerIndex.cs", 2, "one statement for customers of several tenants, and the writer's row"),
        ("Stores/CustomerSnapshots.cs", 1, "one statement for customers of several tenants"),
        ("Stores/IntakeQualityStore.cs", 2, "counters of several tenants at once; what is too old of any tenant"),
        ("Stores/StateStore.cs", 2, "documents stand under a key and have no column of the tenant"),
        ("Stores/TenantData.cs", 1, "documents, as above"),
        ("Stores/TenantRegistry.cs", 2, "the list of tenants"),
        ("Writing/SqlJournalStore.cs", 2, "writers are no tenant's"),
    ];

    [Fact]
    public void Transactions_WithoutATenant_AreThoseOfNoOneTenant()
    {
        var root = Repository.PathOf("src/KpiPlatform.Persistence");
        var found = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(root, file), Unconfined().Count(File.ReadAllText(file))))
            .Where(one => one.Item2 > 0 && !one.Item1.StartsWith("obj/", StringComparison.Ordinal) && !one.Item1.StartsWith("Databases/", StringComparison.Ordinal))
            .Order()
            .ToList();

        found.ShouldBe(Beside.Select(one => (one.File, one.Count)).ToList(), "Give the transaction its tenant, or say above why it has none.");
    }

    /// <summary>A call whose first argument is what to do, not whose it is.</summary>
    [GeneratedRegex(@"\b_?database\.(?:Write|Execute)Async\(\s*(?:async\s*)?(?:\(transaction\b|command\b)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Unconfined();
}
