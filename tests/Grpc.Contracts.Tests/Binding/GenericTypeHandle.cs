using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Grpc.Contracts.Tests.Binding;

/// <summary>Reads from a type specification only which generic type it instantiates, and with what.</summary>
internal sealed class GenericTypeHandle(EntityHandle type, ImmutableArray<string> arguments)
{
    public EntityHandle Type { get; } = type;

    public ImmutableArray<string> Arguments { get; } = arguments;

    /// <summary>Null for arrays, pointers and bare type parameters, which have no members of a contract.</summary>
    public static GenericTypeHandle? Read(MetadataReader reader, TypeSpecificationHandle handle)
    {
        // ECMA-335 II.23.2.14: GENERICINST (CLASS | VALUETYPE) TypeDefOrRef count type*
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;

        blob.ReadCompressedInteger();
        var type = blob.ReadTypeHandle();
        var count = blob.ReadCompressedInteger();
        var decoder = new System.Reflection.Metadata.Ecma335.SignatureDecoder<string, ImmutableArray<string>>(SignatureNames.Instance, reader, []);
        var arguments = ImmutableArray.CreateBuilder<string>(count);
        for (var i = 0; i < count; i++)
            arguments.Add(decoder.DecodeType(ref blob));

        return new GenericTypeHandle(type, arguments.ToImmutable());
    }
}
