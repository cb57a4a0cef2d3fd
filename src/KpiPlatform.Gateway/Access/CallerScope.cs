using System.Collections;
using System.Globalization;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Whose call the running code serves. It flows with the call, so that what addresses a grain or looks up a tenant far below the service can
/// check the tenant again (<see cref="RequireOpen"/>), and what makes a token binds it to the tenant that the call names.
/// </summary>
public static class CallerScope
{
    private static readonly AsyncLocal<Scope?> Flowing = new();

    /// <summary>The caller; null outside of a call.</summary>
    public static Caller? Current => Flowing.Value?.Caller;

    /// <summary>Makes a caller the current one for the rest of the running asynchronous method and what it calls.</summary>
    /// <param name="caller">Who calls; null for nobody.</param>
    public static void Enter(Caller? caller) => Flowing.Value = caller is null ? null : new(caller, null);

    /// <summary>Fails unless the current caller opens a tenant. Work of the server itself, outside of any call, is not a caller's and passes.</summary>
    /// <param name="tenant">Id of the tenant about to be touched.</param>
    /// <exception cref="Domain.DomainException">PERMISSION_DENIED, the same words whether the tenant exists or not.</exception>
    public static void RequireOpen(ReadOnlySpan<char> tenant)
    {
        if (Current is { IsPlatform: false } caller && !(caller.Tenant is { } own && tenant.SequenceEqual(own.Value)))
            throw AccessErrors.TenantDenied();
    }

    /// <summary>As <see cref="Enter(Caller?)"/>, with what tokens are sealed by.</summary>
    internal static void Enter(Caller? caller, TokenSeal seal) => Flowing.Value = new(caller, seal);

    /// <summary>Notes the tenant that the call names. Of a stream the first message names it, after the call was entered: so it is kept beside what flows.</summary>
    internal static void Name(string tenant)
    {
        if (Flowing.Value is { } scope)
            scope.Tenant = tenant;
    }

    /// <summary>
    /// Notes the number of the tenant that the call is about, for logs and traces: a number tells as much as a name, and tells a reader of logs
    /// nothing of whom it is.
    /// </summary>
    internal static void NoteNumber(int tenant)
    {
        if (Flowing.Value is { } scope)
            scope.TenantNumber = tenant;
        GatewayTraces.NoteTenant(tenant);
    }

    /// <summary>What lines of the log that the running call writes are to say of it; null outside of a call.</summary>
    internal static object? LogScope => Flowing.Value;

    /// <summary>What the tokens of the running call are sealed by, and for which tenant; the empty text for the platform.</summary>
    /// <exception cref="InvalidOperationException">There is no call.</exception>
    internal static (TokenSeal Seal, string Tenant) Sealing() => Flowing.Value is { Seal: { } seal } scope
        ? (seal, scope.Tenant)
        : throw new InvalidOperationException("Tokens are made and read in calls only.");

    private sealed class Scope(Caller? caller, TokenSeal? seal) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private const string NumberKey = "tenant_number";

        public Caller? Caller { get; } = caller;

        public TokenSeal? Seal { get; } = seal;

        public string Tenant { get; set; } = string.Empty;

        /// <summary>0 until it is known.</summary>
        public int TenantNumber { get; set; }

        public int Count => TenantNumber == 0 ? 0 : 1;

        public KeyValuePair<string, object?> this[int index] => index == 0 && Count == 1 ? new(NumberKey, TenantNumber) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            if (Count == 1)
                yield return this[0];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => Count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{NumberKey}:{TenantNumber}");
    }
}
