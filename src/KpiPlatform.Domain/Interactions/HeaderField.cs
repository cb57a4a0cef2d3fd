namespace KpiPlatform.Domain.Interactions;

/// <summary>Numbers of the header's fields, which all kinds have. They stand in the journal and never change meaning.</summary>
internal static class HeaderField
{
    /// <summary>Source.</summary>
    public const int Source = 1;

    /// <summary>Id.</summary>
    public const int Id = 2;

    /// <summary>Revision.</summary>
    public const int Revision = 3;

    /// <summary>Channel.</summary>
    public const int Channel = 4;

    /// <summary>Labels.</summary>
    public const int Labels = 5;

    /// <summary>Pseudonym of the contact.</summary>
    public const int ContactHash = 6;

    /// <summary>The contact itself; the only field of the personal part's header.</summary>
    public const int PersonalContact = 1;
}
