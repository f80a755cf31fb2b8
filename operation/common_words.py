"""Words that are nobody's name and no part of a number plate, as patrols write them."""

from __future__ import annotations

_EVERYDAY = """
surgery young used usual national insurance pos abe mins req
a able about above after again against age aged ago ahead air alarm alert all alley alone along
already also although always am an and another any anyone anything apart appear appeared approach
approached are area areas arm around arrest arrested arrive arrived art as ask asked asking at
attempt attend attended away back bad badge bag bags ban bank bar bars base be because bed been
before began behaviour behind being below beside best better between big bike bin bit black block
blocked blue board body both bottle box boy boys break brief briefed bring brown building bus busy
but buy buyer by cab call called calls calm came camera can cannot car card care carer carers cars
case cash caution chair change changed charge check checked child children circle city clean clear
clearly close closed cloth clothes clothing club coat code cold come comes coming community complex
concern concerned concerns condition confirm confirmed contact contacted control cool corner could
council cover crew crime crossing crowd cup cut cycle daily dark date day days dead deal dealer
dealers declined desk did different dig direct direction dirty discussed dispersed do does dog dogs
done door doors down dress driver drug drugs drunk dry due during duty each ear early east eat edge
eight either else empty end ended engage engaged engagement enough entered entrance entry escort
established evening ever every everybody everyone everything exit explained eye face fair fall
family far fast feel feeling fell felt female females few field fight file find fine fire first fit
five flat fly follow followed following food foot for force form found four free friend from front
full further future gas gate gave general get getting gin girl girls give given go goes going gone
good got grade great green grey ground group groups grow guard gun had hair half hall hand handed
happened happy hard has hat have having he head health hear heard heavy held hello help helped her
here hers high him his hit hold home homeless hood hospital hostel hot hotel hour hours house how
hub hungry hut i ice ill immediate in incident indoors info inform informed inside intel intends
into is issue issued it item items its jam job join joined joint just keep kept key kid kids kit
knew knife know known lad lads lady ladies lane large last late later law lay lead leader leads
least leave leaves leaving led left leg let level library lid lie light lighting like likely line
lines list lit little live local location locked log long look looked looking lost lot lots loud low
lower made main make making male males man manager many map march market mate matter may me medical
meet meeting member members men message met mid might mind minute minutes missed missing mix mob
mobile moment money more morning most mother mouth move moved moving much mud must my name names
near nearby need needed needs negative net never new news next nice night nights nil nine no nobody
noise noisy none nor normal north not note noted notes nothing now number numbers off offer offered
office officer officers often oil old on once one only onto open opened opening opposite or orange
order other others our out outreach outside outstanding over own owner pack paid pair parent parents
park parked parking part partner partners party pass passed past path patrol patrolled patrols pay
people per person persons phone photo pick picture pink pit place places plain plan please plus
point police poor post posted pot premises present previous prior private pro probably problem
project provided pub public pull put quick quiet quite rain raining ran rang rat read ready really
rear reason received recent red refer referral referred refused regular relevant remain remained
repeat report reported request requested rest result return returned review rice rid right ring risk
road roads role room rough round route row rub rum run runs rush sad safe safer safety said sat saw
say says scene school sea search searched seat second secure security see seem seemed seen sell
seller sent sergeant serious served service services session set seven several sex she shelter shift
shop shops short should shouted show showed shut shy side sign signed sin since single sir sister
sit site sitting six skip sky sleep sleeping slow small smoke so some somebody someone something
soon sorry soup south space speak speaking spoke spoken spot staff stairs stand standing start
started state stated station stay stayed still stood stop stopped stops store street streets strong
student subject such sum sun support supported supposed sure suspect suspected suspects tan tap task
tasked tax tea team teams ten tent tents than thank thanks that the their them then there these they
thing things think third this those though thought three through tie till time times tin tip tired
to today together toilet told tomorrow tonight too took top town toy traffic train trained training
transport travel tried trip try tube turn turned twice two under unit units unknown until up
update updated upset us use user van vehicle vehicles verbal very via victim victims view visible
visit visited visits voluntary volunteers vulnerable wait waited waiting walk walked walking wall
want wanted war ward wards warm warned was watch water wax way we week weekend weeks welfare well
went were west wet what when where which while white who whole whom whose why wide will window wine
winter with within without witness woman women word words work worked worker workers working would
yard yellow yes yesterday yet you your youth youths zero zone accompanied actions advice
advised agency antisocial anti asian assistance attitude aware begging bench blanket breath brief
brothel camp carried cause colleagues complaint complaints consent conversation county cuckooing
curb dealing debrief deployed deployment description details disposal distress distressed donated
emergency employer enforcement enquiries equipment evidence exploitation exploiter foodbank footfall
gathered gloves handover hotspot hygiene immigration injuries injury interpreter intelligence
intoxicated kerb kerbing kerbcrawler landlord leaflet leaflets lighting loitering massage modern
morale nearest needle needles neighbour neighbours nfa nobody nuisance observations observed ongoing
operation outcome overtime parlour passenger pavement pedestrian physical positive possible
potential prostitution punter punters raised recovered resident residents responded responding
roadside routine selling sexual shouting signposted signposting sightings slavery sober solicit
soliciting staffed sterile stolen street subjects substance tasking trafficking translator uniform
unwell violence walkabout warning windy worried aid acc ace act add ads ado aim apt arc ash ate
awe bat bay bee beg bet bid bow bra bud bug bun buzz cam cap cat con cop cos cow cry cub cue dad dam
den dim dip dot dub dug duo dye egg ego elf elk elm era eve fan fat fee fig fin fix flu fog fox fry
fun fur gap gag gel gem god gum guy gym hay hen hid hip hop hug hum ink ion jar jaw jet jog joy jug
kin lap led lip mad mat max meh min mom mop mum nan nap nay nod nut oak odd oar ohm opt ore owe owl
pad pal pan paw pea peg pen pet pie pig pin ply pod pop rag ram raw ray rib rig rip rob rod rot rug
sac sag sap saw sew sob sod son sow soy spa spy sub sue tab tag tar ten tod toe ton tow tub tug urn
vat vet vow wed wee wig win wit woe won yap yen yup zip ish yrs yr hrs hr mins min secs sec approx
st nd rd th im ive its dont cant wont isnt wasnt didnt ok okay pm etc inc ltd www via re fyi asap
ref refs nos qty
"""

_CALENDAR = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri
sat sun january february march april may june july august september october november december jan
feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter christmas easter bank
holiday new year eve
"""

_POLICE = """
police met metropolitan british transport city constable sergeant inspector chief superintendent
commander detective special constables sgt insp supt cpt pc ps dc ds di dci dcs tdc spc sps pcso
pcsos psu tsg irv rtpc ert snt dwo bcu mps btp colp nca mit cid vawg msht ncrp nrm cctv cad cads
crimint cris connect pnc pnd anpr bwv body worn asb cbo cpn cpw dps dpo mdt ppe naloxone taser baton
cuffs custody ioo oic sio lead supervisor crew patrol op operation brief debrief rvp rv fpn pnd tor
ptt eta etd atm atms toc tbc tba tbd nfa nfi iao imo iro ra sm mh mha amhp iopc fib iio ars arv ist
lfb las nhs tfl gp ae hmp yot lac cse cce csa mspe sw sws idva isva ispa lbl lbs uk gb eu us uae
english british london londoner londoners south north east west central borough council town hall
ic ics va va's safeguarding referral street outreach streetlight radio channel sierra tango lima
romeo kilo alpha bravo charlie delta echo foxtrot golf hotel india juliet mike november oscar papa
quebec uniform victor whiskey xray yankee zulu team tasking hub scene exhibit warrant grade covid
"""

_VEHICLES = """
ford transit focus fiesta vauxhall corsa astra audi bmw mercedes benz vw volkswagen golf polo toyota
prius yaris honda civic jazz nissan micra qashqai juke mazda kia hyundai renault clio megane peugeot
citroen fiat skoda octavia seat leon ibiza volvo tesla model mini cooper range rover land jaguar
lexus porsche suzuki mitsubishi dacia uber bolt deliveroo silver black white grey red blue green
gold dark light saloon estate hatchback van minicab moped scooter
"""

_PEOPLES = """
romanian bulgarian albanian polish brazilian chinese thai vietnamese nigerian somali eritrean
ethiopian jamaican caribbean african european asian american italian spanish portuguese french
german greek turkish russian ukrainian lithuanian latvian hungarian czech slovak irish scottish
welsh indian pakistani bangladeshi afghan iranian iraqi syrian kurdish arabic latin mandarin
cantonese hindi urdu
"""

_LOCAL = """
tesco sainsburys sainsbury's asda aldi lidl boots greggs costa starbucks mcdonalds mcdonald's kfc
subway iceland morrisons waitrose coop wetherspoons shell esso bp texaco premier inn travelodge
victoria northern jubilee bakerloo overground underground thameslink thames elizabeth lambeth
southwark westminster wandsworth croydon lewisham merton camden hackney brixton clapham streatham
vauxhall kennington stockwell waterloo norwood tulse dulwich peckham camberwell elephant castle
bermondsey rotherhithe walworth borough bankside oval upper lower great little old king queen
prince princess royal saint
"""

COMMON = frozenset(f"{_EVERYDAY} {_CALENDAR} {_POLICE} {_VEHICLES} {_PEOPLES} {_LOCAL}".split())
"""In lower case."""

_PLACES = """
road rd street st lane ln avenue ave way close drive dr place pl square sq terrace crescent
gardens grove hill mews walk rise row court ct green park parade passage path bridge common
fields estate station hospital church chapel school college market centre center house tower
towers block wharf embankment circus roundabout junction gate yard alley arches hotel hostel pub
bar club cafe café library theatre cinema tube depot stadium ground rec heath wells vale end
cross broadway highway bypass line branch arms inn ward town village primary academy university
surgery clinic pharmacy mosque temple shelter arcade underpass subway footbridge
"""

STREETS = frozenset(_PLACES.split())
"""What ends the name of a street or of a place."""
