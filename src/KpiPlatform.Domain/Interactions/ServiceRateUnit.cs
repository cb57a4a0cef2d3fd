namespace KpiPlatform.Domain.Interactions;

/// <summary>The unit of service that has a rate. The numbers stand in the journal and never change.</summary>
public enum ServiceRateUnit : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>A minute of contact time.</summary>
    ContactMinute = 1,

    /// <summary>A ticket.</summary>
    Ticket = 2,
}
