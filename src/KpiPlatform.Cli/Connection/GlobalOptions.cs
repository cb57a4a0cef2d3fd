using System.CommandLine;

namespace KpiPlatform.Cli.Connection;

/// <summary>Options that every command takes: where the server is, who asks, and for which tenant.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Where a server listens unless told otherwise.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5080";

    public GlobalOptions(CliEnvironment environment)
    {
        Address = new Option<string>("--address")
        {
            Description = "Address of the server. Environment: KPI_ADDRESS.",
            HelpName = "url",
            Recursive = true,
            DefaultValueFactory = _ => NonEmpty(environment.GetVariable("KPI_ADDRESS")) ?? DefaultAddress,
        };
        Key = new Option<string?>("--key")
        {
            Description = "API key, or a token of your own issuer. Environment: KPI_KEY, which other users of the machine cannot see in the list of processes.",
            HelpName = "key",
            Recursive = true,
            // A default would be printed by --help, so the variable is read where the key is used.
        };
        Ca = new Option<string?>("--ca")
        {
            Description = "PEM file of the authorities that the server's certificate may be of, instead of the machine's. Environment: KPI_CA.",
            HelpName = "file",
            Recursive = true,
        };
        ClientCertificate = new Option<string?>("--client-certificate")
        {
            Description = "PEM file of a certificate to show to a server that asks for one. Environment: KPI_CLIENT_CERTIFICATE.",
            HelpName = "file",
            Recursive = true,
        };
        ClientKey = new Option<string?>("--client-key")
        {
            Description = "PEM file of that certificate's private key; else it stands in the same file. Environment: KPI_CLIENT_KEY.",
            HelpName = "file",
            Recursive = true,
        };
        Profile = new Option<string?>("--profile")
        {
            Description = "Profile of 'kpi login' to take address, key and tenant from where nothing else says. Environment: KPI_PROFILE.",
            HelpName = "name",
            Recursive = true,
        };
        Tenant = new Option<string?>("--tenant")
        {
            Description = "Id of the tenant. Environment: KPI_TENANT.",
            HelpName = "id",
            Recursive = true,
        };
    }

    /// <summary>"http://host:port" or "https://host:port"; "host:port" is read as http.</summary>
    public Option<string> Address { get; }

    /// <summary>Sent as <c>authorization: Bearer …</c>; empty: nothing is sent.</summary>
    public Option<string?> Key { get; }

    /// <summary>Authorities of the server's certificate.</summary>
    public Option<string?> Ca { get; }

    /// <summary>A certificate of one's own.</summary>
    public Option<string?> ClientCertificate { get; }

    /// <summary>Its key.</summary>
    public Option<string?> ClientKey { get; }

    /// <summary>Name of a profile.</summary>
    public Option<string?> Profile { get; }

    /// <summary>The tenant's id, or its name "tenants/{id}".</summary>
    public Option<string?> Tenant { get; }

    /// <summary>Declares the options on the root, for all commands below it.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(Address);
        root.Options.Add(Key);
        root.Options.Add(Ca);
        root.Options.Add(ClientCertificate);
        root.Options.Add(ClientKey);
        root.Options.Add(Profile);
        root.Options.Add(Tenant);
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
