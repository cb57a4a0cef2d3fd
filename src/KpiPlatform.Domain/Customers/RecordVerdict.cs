namespace KpiPlatform.Domain.Customers;

/// <summary>What an interaction is to a customer's state, by hashes.</summary>
public enum RecordVerdict
{
    /// <summary>Not recorded before; this is proof.</summary>
    New,

    /// <summary>Recorded before with the same content (128 bits of hash agree).</summary>
    Duplicate,

    /// <summary>An entry with this identity hash and revision has other content: compare with the row.</summary>
    Differs,
}
