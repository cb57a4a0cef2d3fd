using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>Texts to put into requests: names of all tenants, tokens that answers to any of them carried, and what is none of either. Thread-safe.</summary>
internal sealed class FuzzPool
{
    private const int TokensMax = 2_000;
    private static readonly string[] Junk =
    [
        string.Empty, "tenants/", "tenants//customers/", "tenants/nobody", "tenants/nobody/customers/x", "nonsense", "../..", "'; drop table journal; --", "*", "-",
        "tenants/alpha/../beta", "TENANTS/BETA", "tenants/alpha%2Fbeta", "\u202Etxet", new string('x', 300), "2025-03-01", "2025-03", "this-month", "last-month", "9999-12-31",
        "revenue", "orders", "csat", "count(purchase)", "lifecycle = \"active\"", "attribute:plan = \"gold\"", "indicator:revenue desc", "display_name", "name,filter", "EUR", "Europe/Berlin",
    ];

    private readonly Lock _lock = new();
    private readonly List<string> _tokens = [];
    private readonly FuzzTenant[] _tenants;

    public FuzzPool(FuzzTenant[] tenants) => _tenants = tenants;

    /// <summary>A text for a field.</summary>
    public string Text(Random random, string field, FuzzTenant own)
    {
        var tenant = random.Next(10) < 6 ? own : _tenants[random.Next(_tenants.Length)];
        if (field.EndsWith("token", StringComparison.Ordinal) && random.Next(10) < 7)
            return Token(random);
        if (random.Next(20) == 0)
            return Junk[random.Next(Junk.Length)];
        return field switch
        {
            "parent" => random.Next(4) == 0 ? Resource(random, tenant) : tenant.Name,
            "name" => random.Next(4) == 0 ? tenant.Name : Resource(random, tenant),
            "filter" => Filter(random, tenant),
            "customer" or "customers" or "survivor" or "referrer" => random.Next(2) == 0 ? $"c{random.Next(5)}-{tenant.Mark}" : Resource(random, tenant),
            "tenant" or "tenant_id" => tenant.Id,
            _ => random.Next(3) == 0 ? Resource(random, tenant) : random.Next(2) == 0 ? Junk[random.Next(Junk.Length)] : $"x-{random.Next(20)}",
        };
    }

    /// <summary>Keeps the tokens of an answer.</summary>
    public void Learn(IMessage answer)
    {
        foreach (var field in answer.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType != FieldType.String || field.IsRepeated || !field.Name.EndsWith("token", StringComparison.Ordinal))
                continue;
            if (field.Accessor.GetValue(answer) is string { Length: > 0 } token)
            {
                lock (_lock)
                {
                    if (_tokens.Count < TokensMax)
                        _tokens.Add(token);
                    else
                        _tokens[token.Length * 31 % TokensMax] = token;
                }
            }
        }
    }

    private string Token(Random random)
    {
        string token;
        lock (_lock)
        {
            if (_tokens.Count == 0)
                return "AAAA";
            token = _tokens[random.Next(_tokens.Count)];
        }

        if (random.Next(3) > 0)
            return token;
        var changed = token.ToCharArray();
        changed[random.Next(changed.Length)] = "ABCabc019-_"[random.Next(11)];
        return new(changed);
    }

    private static string Filter(Random random, FuzzTenant tenant) => random.Next(4) switch
    {
        0 => $"customer_id = \"c1-{tenant.Mark}\"",
        1 => $"label:note = \"{tenant.Mark}\"",
        2 => $"segment = \"{tenant.Name}/segments/s-{tenant.Mark[..10]}\"",
        _ => "lifecycle = \"active\" OR orders > 0",
    };

    private static string Resource(Random random, FuzzTenant tenant) => tenant.Name + random.Next(7) switch
    {
        0 => "/scorecards/card-" + tenant.Mark,
        1 => "/segments/seg-" + tenant.Mark,
        2 => "/keys/" + tenant.Mark[..10],
        3 => "/benchmarks/" + tenant.Mark,
        4 => "/measures/m",
        5 => "/indicators/i",
        _ => $"/customers/c{random.Next(5)}-{tenant.Mark}",
    };
}
