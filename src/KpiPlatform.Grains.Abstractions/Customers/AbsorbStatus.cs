namespace KpiPlatform.Grains.Abstractions.Customers;

/// <summary>What became of folding a customer into another.</summary>
[GenerateSerializer]
public enum AbsorbStatus
{
    /// <summary>The command has its answer, whatever that is; nobody knows more than the journal, which is to be read anew.</summary>
    Done = 0,

    /// <summary>Nothing was recorded: things stand differently from what the asker believed. Read the journal, try again.</summary>
    Changed = 1,

    /// <summary>Nothing was recorded: the survivor is just being folded itself. Stop waiting for it, let others through, try again.</summary>
    Busy = 2,

    /// <summary>Nothing was recorded: the link is not acceptable.</summary>
    Refused = 3,
}
