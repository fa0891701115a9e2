using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>Everything that an assembly shows to others, one line a member, in a fixed order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Heading(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.IsEnum
            ? []
            : new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType))
                .Concat(type.GetInterfaces().OrderBy(i => i.FullName, StringComparer.Ordinal))
                .Select(t => Name(t!)).ToArray();
        return $"{kind} {Name(type, full: true)}{(parents.Length == 0 ? string.Empty : $" : {string.Join(", ", parents)}")}";
    }

    private static IEnumerable<string> Members(Type type) => type.GetMembers(Own).Select(m => Line(type, m)).OfType<string>();

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } f when type.IsEnum => $"{f.Name} = {f.GetRawConstantValue()}",
        FieldInfo { IsLiteral: true } f when IsShown(f) => $"const {Name(f.FieldType)} {f.Name} = {f.GetRawConstantValue()}",
        FieldInfo f when IsShown(f) && !type.IsEnum => $"{(f.IsStatic ? "static " : string.Empty)}{Name(f.FieldType)} {f.Name}",
        ConstructorInfo c when IsShown(c) => $"new({Parameters(c)})",
        PropertyInfo p when IsShown(p.GetMethod) || IsShown(p.SetMethod) => $"{Name(p.PropertyType)} {p.Name} {{ {Accessors(p)} }}",
        EventInfo e when IsShown(e.AddMethod) => $"event {Name(e.EventHandlerType!)} {e.Name}",

        // What the compiler writes for a record follows from its properties.
        MethodInfo m when IsShown(m) && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null
            && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Modifier(m)}{Name(m.ReturnType)} {m.Name}({Parameters(m)})",
        _ => null,
    };

    private static bool IsShown(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsShown(MethodBase? method) =>
        method is not null && !method.Name.Contains('<', StringComparison.Ordinal) && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Modifier(MethodInfo method) => method switch
    {
        { DeclaringType.IsInterface: true } => string.Empty,
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => string.Empty,
    };

    private static string Accessors(PropertyInfo property)
    {
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") == true;
        var parts = new[] { IsShown(property.GetMethod) ? "get;" : null, IsShown(property.SetMethod) ? isInit ? "init;" : "set;" : null };
        return string.Join(' ', parts.OfType<string>());
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

    private static string Name(Type type, bool full = false)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Nullable<>))
        {
            return $"{Name(type.GetGenericArguments()[0])}?";
        }

        var name = full ? type.FullName! : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(t => Name(t)))}>"
            : name;
    }
}
