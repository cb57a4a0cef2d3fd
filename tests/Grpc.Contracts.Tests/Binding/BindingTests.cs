using System.Reflection;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Binding;

/// <summary>The compiled packages, as they lie beside this test, against the contract assemblies beside it.</summary>
public sealed class BindingTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    public static TheoryData<string> Packages() => new(PackageNames());

    [Fact]
    public void Packages_InOutput_AreServerAndClient() => PackageNames().ShouldBe(["Grpc.AspNetCore.Server", "Grpc.Net.Client"]);

    [Theory]
    [MemberData(nameof(Packages))]
    public void References_OfPackage_AllResolve(string package)
    {
        var unresolved = PackageReferences.Unresolved(PathOf(package), Contracts(), out var checkedReferences);

        unresolved.ShouldBeEmpty();
        checkedReferences.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void References_MemberWithheld_IsListed()
    {
        const string Member = "[Grpc.Core.Api]Grpc.Core.Metadata::Void Add`0(String, Byte[])";

        PackageReferences.Unresolved(PathOf("Grpc.Net.Client"), Contracts(Member), out _).ShouldBe([Member]);
    }

    [Fact]
    public void References_MemberOfGenericTypeWithheld_IsListed()
    {
        const string Member = "[Grpc.Core.Api]Grpc.Core.Marshaller`1::System.Func`2<Grpc.Core.DeserializationContext, !0> get_ContextualDeserializer`0()";

        PackageReferences.Unresolved(PathOf("Grpc.Net.Client"), Contracts(Member), out _).Distinct(StringComparer.Ordinal).ShouldBe([Member]);
    }

    [Fact]
    public void References_AssemblyAbsent_AreListed()
    {
        var unresolved = PackageReferences.Unresolved(PathOf("Grpc.Net.Client"), new ContractAssemblies([PathOf("Grpc.Core.Api")]), out _);

        unresolved.ShouldContain("[Grpc.Net.Common]Grpc.Core.ConnectivityState");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Types_OfPackage_Load(string package)
    {
        // Throws when a type leaves an abstract member of a contract unimplemented or differs from it in constraints.
        Assembly.Load(package).GetTypes().ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Overrides_OfPackage_OverrideSomething(string package)
    {
        // A member reference shows calls only. An override whose base is missing would load, and never be called.
        var orphans =
            from type in Assembly.Load(package).GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot) && method.GetBaseDefinition() == method
            select $"{type}: {method}";

        orphans.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Identity_OfContracts_IsWhatPackageNames(string package)
    {
        var expected = Assembly.Load(package).GetReferencedAssemblies().Where(name => PackageReferences.Contracts.Contains(name.Name!, StringComparer.Ordinal)).ToList();

        expected.Count.ShouldBe(2);
        foreach (var name in expected)
            AssemblyName.GetAssemblyName(PathOf(name.Name!)).FullName.ShouldBe(name.FullName);
    }

    /// <summary>Every Grpc assembly in the output that is not a contract or this test.</summary>
    private static IEnumerable<string> PackageNames() => Directory.EnumerateFiles(Folder, "Grpc.*.dll")
        .Select(static path => Path.GetFileNameWithoutExtension(path))
        .Where(static name => !PackageReferences.Contracts.Contains(name, StringComparer.Ordinal))
        .Where(static name => !name.EndsWith(".Tests", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string PathOf(string assembly) => Path.Combine(Folder, assembly + ".dll");

    private static ContractAssemblies Contracts(params string[] withheld) => new(PackageReferences.Contracts.Select(PathOf), withheld);
}
