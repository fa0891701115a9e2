using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RiskFunctions.Azure.Identity;
using RiskFunctions.Delivery;

namespace RiskFunctions.App.Tests.Telemetry;

/// <summary>Writes each log event of the app's assemblies once, through the loggers of a host, whatever it would take to bring it about.</summary>
internal static class WrittenEvents
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static void WriteAll(ILoggerFactory loggers)
    {
        foreach (var type in new[] { typeof(IBatchDelivery).Assembly, typeof(AzureCredential).Assembly }.SelectMany(a => a.GetTypes()))
        {
            foreach (var method in type.GetMethods(Declared))
            {
                if (method.GetCustomAttribute<LoggerMessageAttribute>() is { Level: >= LogLevel.Information })
                {
                    var arguments = method.GetParameters().Select(p => Value(p.ParameterType, type, loggers)).ToArray();
                    method.Invoke(method.IsStatic ? null : WithLogger(type, loggers), arguments);
                }
            }
        }
    }

    // Only the logger is there: a method that writes a log event has no use for anything else.
    private static object WithLogger(Type type, ILoggerFactory loggers)
    {
        var writer = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => typeof(ILogger).IsAssignableFrom(f.FieldType)))
        {
            field.SetValue(writer, Logger(field.FieldType, type, loggers));
        }

        return writer;
    }

    private static object Logger(Type wanted, Type owner, ILoggerFactory loggers) => wanted.IsGenericType
        ? Activator.CreateInstance(typeof(Logger<>).MakeGenericType(wanted.GetGenericArguments()), loggers)!
        : loggers.CreateLogger(owner.FullName!);

    private static object? Value(Type type, Type owner, ILoggerFactory loggers) => type switch
    {
        _ when typeof(ILogger).IsAssignableFrom(type) => Logger(type, owner, loggers),
        _ when type.IsAssignableFrom(typeof(InvalidOperationException)) && type != typeof(object) => new InvalidOperationException("as a test says"),
        _ when type == typeof(string) => "text",
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };
}
