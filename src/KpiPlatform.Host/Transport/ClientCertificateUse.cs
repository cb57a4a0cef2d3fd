namespace KpiPlatform.Host.Transport;

/// <summary>Whether callers show certificates of their own.</summary>
public enum ClientCertificateUse
{
    /// <summary>Nobody is asked for one.</summary>
    None,

    /// <summary>Who shows one must show a good one; who shows none is let in all the same. For the time in which callers get theirs.</summary>
    Allow,

    /// <summary>Who shows no good one does not get a connection.</summary>
    Require,
}
