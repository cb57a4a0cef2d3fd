using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// The one place where resource names are written and read: "tenants/{tenant}", "tenants/{tenant}/scorecards/{scorecard}",
/// "tenants/{tenant}/customers/{customer}". A customer's id is percent-encoded where it has "/" or "%"; any other percent-encoding is
/// read as well.
/// </summary>
internal static class ResourceNames
{
    private const string Tenants = "tenants/";
    private const string Scorecards = "scorecards/";
    private const string Customers = "customers/";
    private const string Measures = "measures/";
    private const string Indicators = "indicators/";
    private const string Benchmarks = "benchmarks/";
    private const string Keys = "keys/";
    private const string Segments = "segments/";
    private const string AlertRules = "alertRules/";
    private const string AlertActions = "alertActions/";
    private const string Webhooks = "webhooks/";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Name of a tenant.</summary>
    public static string Tenant(TenantId tenant) => string.Concat(Tenants, tenant.Value);

    /// <summary>Name of a scorecard.</summary>
    public static string Scorecard(TenantId tenant, ScorecardId scorecard) => string.Concat(Tenants, tenant.Value, "/scorecards/", scorecard.Value);

    /// <summary>Name of a customer.</summary>
    public static string Customer(TenantId tenant, string customer) => string.Concat(Tenants, tenant.Value, "/customers/", Escape(customer));

    /// <summary>Name of a measure.</summary>
    public static string Measure(TenantId tenant, string measure) => string.Concat(Tenants, tenant.Value, "/measures/", measure);

    /// <summary>Name of an indicator of the tenant's own.</summary>
    public static string Indicator(TenantId tenant, string indicator) => string.Concat(Tenants, tenant.Value, "/indicators/", indicator);

    /// <summary>Name of a key of a tenant, or of the platform.</summary>
    public static string Key(TenantId? tenant, string key) => tenant is { } owner ? string.Concat(Tenants, owner.Value, "/keys/", key) : Keys + key;

    /// <summary>Reads the name of a key; its id is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the patterns.</exception>
    public static (TenantId? Tenant, string Key) ParseKey(string name, string field)
    {
        const string Pattern = "tenants/{tenant}/keys/{key}\" or \"keys/{key}";
        if (!name.StartsWith(Keys, StringComparison.Ordinal))
            return Split(name, Keys, Pattern, field);
        var id = name[Keys.Length..];
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? throw Bad(name, Pattern, field) : (null, id);
    }

    /// <summary>Name of a segment.</summary>
    public static string Segment(TenantId tenant, string segment) => string.Concat(Tenants, tenant.Value, "/segments/", segment);

    /// <summary>Reads the name of a segment; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Segment) ParseSegment(string name, string field) =>
        Split(name, Segments, "tenants/{tenant}/segments/{segment}", field);

    /// <summary>Reads the name of a tenant or of a segment.</summary>
    /// <exception cref="DomainException">It is neither; names the field and the patterns.</exception>
    public static (TenantId Tenant, string? Segment) ParseTenantOrSegment(string name, string field)
    {
        const string Pattern = "tenants/{tenant}\" or \"tenants/{tenant}/segments/{segment}";
        var rest = Rest(name, Tenants, Pattern, field);
        if (!rest.Contains('/', StringComparison.Ordinal))
            return (TenantId.Parse(rest, field), null);
        return rest.Contains("/segments/", StringComparison.Ordinal) ? ParseSegment(name, field) : throw Bad(name, Pattern, field);
    }

    /// <summary>Name of a rule.</summary>
    public static string AlertRule(TenantId tenant, string rule) => string.Concat(Tenants, tenant.Value, "/alertRules/", rule);

    /// <summary>Reads the name of a rule; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Rule) ParseAlertRule(string name, string field) =>
        Split(name, AlertRules, "tenants/{tenant}/alertRules/{rule}", field);

    /// <summary>Name of an action.</summary>
    public static string AlertAction(TenantId tenant, long action) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Tenants}{tenant.Value}/alertActions/{action}");

    /// <summary>Reads the name of an action.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, long Action) ParseAlertAction(string name, string field)
    {
        const string Pattern = "tenants/{tenant}/alertActions/{number}";
        var (tenant, id) = Split(name, AlertActions, Pattern, field);
        return long.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? (tenant, number) : throw Bad(name, Pattern, field);
    }

    /// <summary>Name of a webhook.</summary>
    public static string Webhook(TenantId tenant, string webhook) => string.Concat(Tenants, tenant.Value, "/webhooks/", webhook);

    /// <summary>Reads the name of a webhook; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Webhook) ParseWebhook(string name, string field) =>
        Split(name, Webhooks, "tenants/{tenant}/webhooks/{webhook}", field);

    /// <summary>Name of a benchmark that a tenant entered.</summary>
    public static string Benchmark(TenantId tenant, string benchmark) => string.Concat(Tenants, tenant.Value, "/benchmarks/", benchmark);

    /// <summary>Reads the name of a benchmark; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Benchmark) ParseBenchmark(string name, string field) =>
        Split(name, Benchmarks, "tenants/{tenant}/benchmarks/{benchmark}", field);

    /// <summary>Checks the id of a new benchmark: 1 to 64 characters of a-z, 0-9, "-" and "_".</summary>
    /// <exception cref="DomainException">INVALID_ID, naming the field.</exception>
    public static void RequireBenchmarkId(string id, string field)
    {
        if (id.Length is 0 or > 64 || !id.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'))
            throw new DomainException(ErrorKind.InvalidArgument, "INVALID_ID", $"\"{DisplayText.Of(id)}\" is not an id: use 1 to 64 characters of a-z, 0-9, '-' and '_'.", field);
    }

    /// <summary>Reads the name of a measure; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Measure) ParseMeasure(string name, string field) =>
        Split(name, Measures, "tenants/{tenant}/measures/{measure}", field);

    /// <summary>Reads the name of an indicator; what is behind the last slash is not checked.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, string Indicator) ParseIndicator(string name, string field) =>
        Split(name, Indicators, "tenants/{tenant}/indicators/{indicator}", field);

    /// <summary>Reads the name of a tenant.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static TenantId ParseTenant(string name, string field)
    {
        const string Pattern = "tenants/{tenant}";
        var rest = Rest(name, Tenants, Pattern, field);
        return rest.Contains('/', StringComparison.Ordinal) ? throw Bad(name, Pattern, field) : TenantId.Parse(rest, field);
    }

    /// <summary>Reads the name of a scorecard.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, ScorecardId Scorecard) ParseScorecard(string name, string field)
    {
        var (tenant, rest) = Split(name, Scorecards, "tenants/{tenant}/scorecards/{scorecard}", field);
        return (tenant, ScorecardId.Parse(rest, field));
    }

    /// <summary>Reads the name of a customer.</summary>
    /// <exception cref="DomainException">It is none; names the field and the pattern.</exception>
    public static (TenantId Tenant, CustomerId Customer) ParseCustomer(string name, string field)
    {
        const string Pattern = "tenants/{tenant}/customers/{customer}";
        var (tenant, rest) = Split(name, Customers, Pattern, field);
        return (tenant, CustomerId.Parse(Unescape(rest) ?? throw Bad(name, Pattern, field), field));
    }

    /// <summary>Reads the name of a tenant or of a customer.</summary>
    /// <exception cref="DomainException">It is neither; names the field and the patterns.</exception>
    public static (TenantId Tenant, CustomerId? Customer) ParseTenantOrCustomer(string name, string field)
    {
        const string Pattern = "tenants/{tenant}\" or \"tenants/{tenant}/customers/{customer}";
        var rest = Rest(name, Tenants, Pattern, field);
        if (!rest.Contains('/', StringComparison.Ordinal))
            return (TenantId.Parse(rest, field), null);
        return rest.Contains("/customers/", StringComparison.Ordinal) ? ParseCustomer(name, field) : throw Bad(name, Pattern, field);
    }

    private static (TenantId Tenant, string Id) Split(string name, string collection, string pattern, string field)
    {
        var rest = Rest(name, Tenants, pattern, field);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !rest.AsSpan(slash + 1).StartsWith(collection, StringComparison.Ordinal))
            throw Bad(name, pattern, field);
        var id = rest[(slash + 1 + collection.Length)..];
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? throw Bad(name, pattern, field) : (TenantId.Parse(rest[..slash], field), id);
    }

    private static string Rest(string name, string prefix, string pattern, string field)
    {
        if (name.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required: give \"{pattern}\".", field);
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : throw Bad(name, pattern, field);
    }

    private static DomainException Bad(string name, string pattern, string field) =>
        new(ErrorKind.InvalidArgument, Reasons.InvalidResourceName, $"\"{DisplayText.Of(name)}\" is no name of the form \"{pattern}\".", field);

    private static string Escape(string id) =>
        id.AsSpan().ContainsAny('/', '%')
            ? id.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)
            : id;

    /// <summary>Null if a "%" is not followed by two hexadecimal digits or what they stand for is no UTF-8.</summary>
    private static string? Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var source = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[source.Length];
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                bytes[length++] = source[i];
                continue;
            }

            if (i + 2 >= source.Length || !char.IsAsciiHexDigit((char)source[i + 1]) || !char.IsAsciiHexDigit((char)source[i + 2]))
                return null;
            bytes[length++] = Convert.FromHexString([(char)source[i + 1], (char)source[i + 2]])[0];
            i += 2;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
