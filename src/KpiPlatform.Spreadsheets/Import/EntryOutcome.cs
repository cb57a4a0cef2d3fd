namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What a row of a file comes to. The numbers are those of the contract.</summary>
public enum EntryOutcome
{
    /// <summary>It says what is there already.</summary>
    Unchanged = 1,

    /// <summary>It is new.</summary>
    Added = 2,

    /// <summary>It says something else than what is there.</summary>
    Changed = 3,

    /// <summary>It cannot be taken.</summary>
    Rejected = 4,
}
