namespace KpiPlatform.Domain.Quality;

/// <summary>What is counted of interactions as they come in. The numbers are stored.</summary>
public enum IntakeOutcome
{
    /// <summary>Sent to be recorded, each attempt.</summary>
    Received = 0,

    /// <summary>Recorded.</summary>
    Accepted = 1,

    /// <summary>Had been recorded before.</summary>
    Duplicate = 2,

    /// <summary>Refused for good, by reason.</summary>
    Rejected = 3,

    /// <summary>Not recorded, or not known to be: to be sent again.</summary>
    Unavailable = 4,

    /// <summary>Accepted, but occurred long before it came.</summary>
    Late = 5,

    /// <summary>Refused, and its content could not be kept.</summary>
    NotKept = 6,
}
