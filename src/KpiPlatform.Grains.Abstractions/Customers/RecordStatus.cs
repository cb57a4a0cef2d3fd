namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of one interaction.</summary>
[GenerateSerializer]
public enum RecordStatus
{
    /// <summary>Committed.</summary>
    Accepted = 0,

    /// <summary>The same content was committed before.</summary>
    Duplicate = 1,

    /// <summary>Never acceptable as it is.</summary>
    Rejected = 2,

    /// <summary>Not recorded or not known to be; sending it again is safe.</summary>
    Unavailable = 3,

    /// <summary>Not recorded, too much at once; send it again later.</summary>
    Overloaded = 4,
}
