namespace KpiPlatform.Cli.Connection;

/// <summary>A server and the credential for it, under a name.</summary>
internal sealed record Profile
{
    /// <summary>Address of the server, with its scheme. The key goes nowhere else.</summary>
    public required string Address { get; init; }

    /// <summary>The key, or a JSON Web Token: sent as it is.</summary>
    public required string Key { get; init; }

    /// <summary>Id of the tenant that commands are of unless they say otherwise; absent for a key of the platform.</summary>
    public string? Tenant { get; init; }

    /// <summary>Full path of the authorities of the server's certificate; absent for those of the machine.</summary>
    public string? Ca { get; init; }

    /// <summary>Full path of a certificate of one's own; absent for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Full path of its key; absent if it stands in the same file.</summary>
    public string? ClientKey { get; init; }
}
