using BenchmarkDotNet.Running;
using RiskFunctions.Benchmarks;

BenchmarkSwitcher.FromTypes([typeof(FlowBenchmarks), typeof(CredentialBenchmarks), typeof(MeterBenchmarks), typeof(BrokerBenchmarks)]).Run(args);
