using System.Text;

namespace KpiPlatform.Attack.Http2;

/// <summary>Headers as RFC 7541 writes them, without Huffman codes.</summary>
public sealed class HeaderBlock
{
    private const int Prefix7 = 0x7F;
    private readonly List<byte> _bytes = [];

    /// <summary>Those of a gRPC call.</summary>
    /// <param name="path">"/kpi.v1.CustomerService/GetCustomer".</param>
    /// <param name="key">Access key; null for none.</param>
    /// <param name="encoding">Compression of messages; null for none.</param>
    public static HeaderBlock Call(string path, string? key = null, string? encoding = null)
    {
        // Indexes of the static table: POST, http, then names of path and authority with values of their own.
        var block = new HeaderBlock().Indexed(3).Indexed(6).Named(4, path).Named(1, "localhost").Literal("content-type", "application/grpc").Literal("te", "trailers");
        if (key is not null)
            block.Literal("authorization", "Bearer " + key);
        if (encoding is not null)
            block.Literal("grpc-encoding", encoding);
        return block;
    }

    /// <summary>An entry of a table.</summary>
    public HeaderBlock Indexed(int index)
    {
        Integer(0x80, Prefix7, index);
        return this;
    }

    /// <summary>A header that enters no table.</summary>
    public HeaderBlock Literal(string name, string value)
    {
        _bytes.Add(0x00);
        Text(name);
        Text(value);
        return this;
    }

    /// <summary>A header that enters the table of the connection.</summary>
    public HeaderBlock Kept(string name, string value)
    {
        _bytes.Add(0x40);
        Text(name);
        Text(value);
        return this;
    }

    /// <summary>The bytes.</summary>
    public byte[] ToArray() => [.. _bytes];

    private HeaderBlock Named(int index, string value)
    {
        Integer(0x00, 0x0F, index);
        Text(value);
        return this;
    }

    private void Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Integer(0x00, Prefix7, bytes.Length);
        _bytes.AddRange(bytes);
    }

    private void Integer(int pattern, int prefix, int value)
    {
        if (value < prefix)
        {
            _bytes.Add((byte)(pattern | value));
            return;
        }

        _bytes.Add((byte)(pattern | prefix));
        for (value -= prefix; value >= 128; value /= 128)
            _bytes.Add((byte)((value % 128) + 128));
        _bytes.Add((byte)value);
    }
}
