namespace Grpc.Core;

/// <summary>Several call credentials as one.</summary>
internal sealed class CompositeCallCredentials : CallCredentials
{
    private readonly CallCredentials[] _credentials;

    public CompositeCallCredentials(CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (credentials.Length == 0)
            throw new ArgumentException("A composition needs at least one credential.", nameof(credentials));

        _credentials = [.. credentials];
    }

    public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object state) =>
        configurator.SetCompositeCredentials(state, _credentials);
}
