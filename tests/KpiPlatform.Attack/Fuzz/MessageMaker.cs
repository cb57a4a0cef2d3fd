using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>Makes requests of any type by its descriptor: valid messages with values that make sense, some that make none, and some bytes changed.</summary>
internal sealed class MessageMaker(FuzzPool pool)
{
    private const int DepthMax = 4;

    /// <summary>The bytes of one.</summary>
    public byte[] Make(Random random, MessageDescriptor type, FuzzTenant own)
    {
        var bytes = Fill(random, type, own, 0).ToByteArray();
        if (bytes.Length == 0 || random.Next(12) > 0)
            return bytes;
        for (var i = random.Next(1, 4); i > 0; i--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private IMessage Fill(Random random, MessageDescriptor type, FuzzTenant own, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            // What names something is nearly always there; the rest now and then.
            var isName = depth == 0 && field.Name is "name" or "parent";
            if (random.Next(10) >= (isName ? 10 : 4 - depth) || depth == DepthMax)
                continue;
            if (field.IsMap)
                continue;
            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var i = random.Next(3); i > 0; i--)
                    list.Add(Value(random, field, own, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(random, field, own, depth));
            }
        }

        return message;
    }

    private object Value(Random random, FieldDescriptor field, FuzzTenant own, int depth) => field.FieldType switch
    {
        FieldType.String => pool.Text(random, field.Name, own),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Bytes => ByteString.CopyFrom(RandomBytes(random)),
        FieldType.Double => Numbers(random),
        FieldType.Float => (float)Numbers(random),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Math.Clamp(Numbers(random), int.MinValue, int.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long)Math.Clamp(Numbers(random), -1e18, 1e18),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Math.Clamp(Numbers(random), 0, uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Math.Clamp(Numbers(random), 0, 1e18),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number),
        _ => Fill(random, field.MessageType, own, depth + 1),
    };

    private static double Numbers(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => 1e17,
        3 => -1e17,
        4 => 1_700_000_000 + random.Next(60_000_000),
        5 => 0.5,
        _ => random.Next(1, 200),
    };

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }
}
