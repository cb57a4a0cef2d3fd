using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Grpc.Contracts.Tests.Binding;

/// <summary>What a compiled assembly expects of the contract assemblies.</summary>
internal static class PackageReferences
{
    public static readonly ImmutableArray<string> Contracts = ["Grpc.Core.Api", "Grpc.Net.Common"];

    /// <summary>The references of an assembly that the contracts do not satisfy.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="contracts">What there is to bind to.</param>
    /// <param name="checkedReferences">The number of references looked at.</param>
    /// <returns>One line per reference; empty when all resolve.</returns>
    public static IReadOnlyList<string> Unresolved(string path, ContractAssemblies contracts, out int checkedReferences)
    {
        using var image = new PEReader(File.OpenRead(path));
        var reader = image.GetMetadataReader();
        var unresolved = new List<string>();
        checkedReferences = 0;
        foreach (var handle in reader.TypeReferences)
        {
            if (ContractType(reader, handle) is not { } type)
                continue;

            checkedReferences++;
            if (!contracts.HasType(type))
                unresolved.Add(type);
        }

        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (ContractType(reader, member.Parent) is not { } type)
                continue;

            checkedReferences++;
            var name = reader.GetString(member.Name);
            var signature = member.GetKind() == MemberReferenceKind.Field
                ? SignatureNames.Field(name, member.DecodeFieldSignature(SignatureNames.Instance, []))
                : SignatureNames.Method(name, member.DecodeMethodSignature(SignatureNames.Instance, []));
            if (!contracts.HasMember(type, signature))
                unresolved.Add($"{type}::{signature}");
        }

        return unresolved;
    }

    /// <summary>The simple name of the assembly a reference points into; null for one within its own assembly.</summary>
    public static string? Scope(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => Scope(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => null,
        };
    }

    private static string? ContractType(MetadataReader reader, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
            handle = GenericTypeHandle.Read(reader, (TypeSpecificationHandle)handle)?.Type ?? default;

        return handle.Kind == HandleKind.TypeReference
            && Scope(reader, (TypeReferenceHandle)handle) is { } scope
            && Contracts.Contains(scope, StringComparer.Ordinal)
                ? $"[{scope}]{SignatureNames.Name(reader, handle)}"
                : null;
    }
}
