namespace KpiPlatform.Domain.Interactions;

/// <summary>Who wrote a message in a ticket. The numbers stand in the journal and never change.</summary>
public enum MessageAuthor : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>The customer.</summary>
    Customer = 1,

    /// <summary>The tenant.</summary>
    Agent = 2,
}
