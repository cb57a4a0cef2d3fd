namespace KpiPlatform.Benchmarks.Suite;

/// <summary>How much is measured. Everything is printed with the figures.</summary>
internal sealed record SuiteOptions
{
    /// <summary>Whether only to see that each figure comes about.</summary>
    public required bool IsShort { get; init; }

    /// <summary>How often each figure is measured, contestants in turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>Interactions sent in a round at full speed.</summary>
    public required int Count { get; init; }

    /// <summary>Customers that they are of, unless the point says otherwise.</summary>
    public required int Customers { get; init; }

    /// <summary>Customers of the large tenant of point 5.</summary>
    public required int ManyCustomers { get; init; }

    /// <summary>Customers of the small one.</summary>
    public required int FewCustomers { get; init; }

    /// <summary>Tenants that a load is spread over.</summary>
    public required int Tenants { get; init; }

    /// <summary>Rows in the journal of point 7.</summary>
    public required int JournalRows { get; init; }

    /// <summary>How long a phase at a given rate lasts.</summary>
    public required TimeSpan Phase { get; init; }

    public static SuiteOptions Read(BenchmarkArguments arguments)
    {
        var isShort = arguments.IsSet("short");
        return new()
        {
            IsShort = isShort,
            Rounds = arguments.GetInt32("rounds", isShort ? 1 : 3),
            Count = arguments.GetInt32("count", isShort ? 6_000 : 200_000),
            Customers = arguments.GetInt32("customers", isShort ? 600 : 20_000),
            ManyCustomers = arguments.GetInt32("many-customers", isShort ? 3_000 : 1_000_000),
            FewCustomers = arguments.GetInt32("few-customers", isShort ? 300 : 10_000),
            Tenants = arguments.GetInt32("tenants", isShort ? 12 : 1_000),
            JournalRows = arguments.GetInt32("journal-rows", isShort ? 20_000 : 10_000_000),
            Phase = TimeSpan.FromSeconds(arguments.GetInt32("seconds", isShort ? 1 : 8)),
        };
    }
}
