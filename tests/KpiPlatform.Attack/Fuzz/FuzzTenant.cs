using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>A tenant whose data can't be mistaken for anybody else's.</summary>
public sealed class FuzzTenant
{
    /// <summary>Makes markers of its own.</summary>
    public FuzzTenant(string id)
    {
        Id = id;
        Mark = "mk" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Secret = "sc" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Amount = RandomNumberGenerator.GetInt32(1_100_000_000, 2_100_000_000);
        Texts = [Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes(Amount.ToString(CultureInfo.InvariantCulture))];
        Number = Varint((ulong)Amount);
    }

    /// <summary>Id of the tenant.</summary>
    public string Id { get; }

    /// <summary>"tenants/{id}".</summary>
    public string Name => "tenants/" + Id;

    /// <summary>Stands in ids, which others may have heard of: callers of all tenants ask for them.</summary>
    public string Mark { get; }

    /// <summary>Stands in titles, labels, sources, principals and ids of customers that nobody asks for. No request holds it: where it comes out, it was let out.</summary>
    public string Secret { get; }

    /// <summary>The amount, in whole units, of every purchase.</summary>
    public long Amount { get; }

    /// <summary>Keys: of its admin, and of narrower roles.</summary>
    public List<string> Keys { get; } = [];

    private byte[][] Texts { get; }

    private byte[] Number { get; }

    /// <summary>Whether bytes hold anything that is this tenant's alone.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Texts[0]) >= 0 || bytes.IndexOf(Texts[1]) >= 0 || bytes.IndexOf(Number) >= 0;

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
